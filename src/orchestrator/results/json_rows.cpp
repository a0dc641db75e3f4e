#include "orchestrator/results/json_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

namespace orchestrator {
namespace {

constexpr std::size_t kLongestNumber = 32;

/// Printable ASCII that JSON needs no escape for: nearly every text of a result.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

}  // namespace

char* JsonRows::room_for(std::size_t bytes) {
  if (kBuffer - used_ < bytes) flush();
  return buffer_ + used_;
}

void JsonRows::flush() {
  out_.append(buffer_, used_);
  used_ = 0;
}

void JsonRows::raw(std::string_view text) {
  if (text.size() > kBuffer) {
    flush();
    out_.append(text);
    return;
  }
  std::memcpy(room_for(text.size()), text.data(), text.size());
  used_ += text.size();
}

void JsonRows::number(double value) {
  if (!std::isfinite(value)) return raw("null");
  char* const begin = room_for(kLongestNumber);
  char* end = std::to_chars(begin, begin + kLongestNumber, value).ptr;
  // A whole number stays a number with a fraction, so that readers in every language see the same type in each row.
  const bool whole = std::none_of(begin, end, [](char c) { return c == '.' || c == 'e'; });
  if (whole) {
    *end++ = '.';
    *end++ = '0';
  }
  used_ += static_cast<std::size_t>(end - begin);
}

template <typename Integer>
void JsonRows::append_integer(Integer value) {
  char* const begin = room_for(kLongestNumber);
  used_ += static_cast<std::size_t>(std::to_chars(begin, begin + kLongestNumber, value).ptr - begin);
}

void JsonRows::number(std::int64_t value) { append_integer(value); }
void JsonRows::number(std::uint64_t value) { append_integer(value); }

void JsonRows::text(std::string_view value) {
  if (!is_plain(value)) return raw(nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  raw("\"");
  raw(value);
  raw("\"");
}

}  // namespace orchestrator
