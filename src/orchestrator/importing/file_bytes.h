// Whole files in memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace orchestrator {

/// The bytes of a file, copied, so that a file that changes meanwhile does no harm.
class FileBytes {
 public:
  /// Throws a data error (`unreadable_file`). `threads` read side by side when the file is large.
  static FileBytes read(const std::filesystem::path& file, unsigned threads = 1);

  std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_.get()), size_}; }

 private:
  std::unique_ptr<std::byte[]> data_;
  std::size_t size_ = 0;
};

}  // namespace orchestrator
