// What a reader may do with foreign bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

#include "orchestrator/base/error.h"

namespace orchestrator::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) { return {reinterpret_cast<const char*>(data), size}; }
inline std::span<const std::byte> as_bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

/// Runs `read` and accepts success and errors about the input; an internal error, an error without code or message and any other
/// exception end the process. True when `read` succeeded.
template <class Read>
bool reads_or_refuses(Read&& read) {
  try {
    read();
    return true;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInternal && !error.code().empty() && !error.message().empty()) return false;
    std::fprintf(stderr, "not an answer about the input: '%s' '%s'\n", error.code().c_str(), error.message().c_str());
    std::abort();
  }
}

/// Ends the process when a promise about what was read is broken.
inline void require(bool promise, const char* words) {
  if (promise) return;
  std::fprintf(stderr, "broken promise: %s\n", words);
  std::abort();
}

}  // namespace orchestrator::fuzz
