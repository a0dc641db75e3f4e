// The large lists of a result, written straight into text: a document of a million points must not pass through a tree of nodes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orchestrator {

/// Appends JSON to a string, by way of a buffer of its own: the string is complete after `flush` or at the end of the object's life.
/// Knows nothing of structure; callers put the brackets. NaN and infinity become null.
class JsonRows {
 public:
  explicit JsonRows(std::string& out) : out_(out) {}
  ~JsonRows() { flush(); }
  JsonRows(const JsonRows&) = delete;
  JsonRows& operator=(const JsonRows&) = delete;

  void raw(std::string_view text);
  void number(double value);
  void number(std::int64_t value);
  void number(std::uint64_t value);
  /// Quoted and escaped.
  void text(std::string_view value);
  void flush();

 private:
  /// At least `bytes` free in the buffer; they are a number's or a few key's.
  char* room_for(std::size_t bytes);
  template <typename Integer>
  void append_integer(Integer value);

  static constexpr std::size_t kBuffer = 4096;
  std::string& out_;
  std::size_t used_ = 0;
  char buffer_[kBuffer] = {};
};

}  // namespace orchestrator
