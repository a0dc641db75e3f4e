// Numbers and texts as bytes, and back with every length checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "orchestrator/base/error.h"

namespace orchestrator {

inline Error bad_worker_message(const std::string& reason) {
  return strategy_error("bad_worker_message", "a worker process answered with something that is no answer: " + reason, "",
                        "native code that the strategy uses may have overwritten its memory");
}

/// Appends to bytes; all numbers as they lie in memory, since only a process of the same machine and program reads them.
class WireWriter {
 public:
  explicit WireWriter(std::vector<std::byte>& bytes) : bytes_(bytes) {}

  template <typename T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    put_bytes(&value, sizeof value);
  }
  void put_text(std::string_view text) {
    put<std::uint64_t>(text.size());
    put_bytes(text.data(), text.size());
  }
  template <typename T>
  void put_optional(const std::optional<T>& value) {
    put<std::uint8_t>(value ? 1 : 0);
    put(value.value_or(T{}));
  }

 private:
  void put_bytes(const void* data, std::size_t size) {
    const auto* const begin = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), begin, begin + size);
  }
  std::vector<std::byte>& bytes_;
};

/// Takes from the front of bytes. Throws `bad_worker_message` where they end too early or hold a number that is none of those expected.
class WireReader {
 public:
  explicit WireReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <typename T>
  T take() {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_enum_v<T> && !std::is_same_v<T, bool>);
    T value;
    std::memcpy(&value, take_bytes(sizeof(T)).data(), sizeof(T));
    return value;
  }
  /// A number in [0, last], as the enumeration or bool that it stands for.
  template <typename T>
  T take_choice(T last) {
    const auto number = take<std::uint8_t>();
    if (number > static_cast<std::uint8_t>(last)) throw bad_worker_message("a choice that does not exist");
    return static_cast<T>(number);
  }
  bool take_bool() { return take_choice(true); }
  std::string take_text() {
    const auto text = take_bytes(take<std::uint64_t>());
    return {reinterpret_cast<const char*>(text.data()), text.size()};
  }
  template <typename T>
  std::optional<T> take_optional() {
    const bool there = take_bool();
    const T value = take<T>();
    return there ? std::optional<T>(value) : std::nullopt;
  }
  /// How many things follow, each of at least `smallest` bytes.
  std::uint64_t take_count(std::size_t smallest) {
    const auto count = take<std::uint64_t>();
    if (count > bytes_.size() / smallest) throw bad_worker_message("more is announced than there is");
    return count;
  }
  void expect_end() const {
    if (!bytes_.empty()) throw bad_worker_message("there is more than was announced");
  }
  std::span<const std::byte> take_bytes(std::uint64_t size) {
    if (size > bytes_.size()) throw bad_worker_message("it ends too early");
    const auto taken = bytes_.first(static_cast<std::size_t>(size));
    bytes_ = bytes_.subspan(static_cast<std::size_t>(size));
    return taken;
  }

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace orchestrator
