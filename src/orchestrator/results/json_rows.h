// The large lists of a result, written straight into one buffer: a document of a million points must not pass through a tree of nodes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace orchestrator {

/// Appends JSON to a string. Knows nothing of structure; callers put the brackets. NaN and infinity become null.
class JsonRows {
 public:
  explicit JsonRows(std::string& out) : out_(out) {}
  void raw(std::string_view text) { out_.append(text); }
  void number(double value);
  void number(std::int64_t value);
  void number(std::uint64_t value);
  /// Quoted and escaped.
  void text(std::string_view value);

 private:
  std::string& out_;
};

}  // namespace orchestrator
