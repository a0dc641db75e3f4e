#include "orchestrator/importing/candle_time.h"

#include <algorithm>
#include <charconv>

namespace orchestrator {
namespace {

std::optional<TimeMs> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return std::nullopt;
  const char* const end = text.data() + text.size();
  const bool zero_fraction = rest != end && *rest == '.' && std::all_of(rest + 1, end, [](char c) { return c == '0'; });
  if (rest != end && !zero_fraction) return std::nullopt;
  return time_from_integer(value);
}

}  // namespace

std::optional<TimeMs> parse_candle_time(std::string_view text) {
  if (text.ends_with(" UTC")) text.remove_suffix(4);
  if (const auto time = parse_integer(text)) return time;
  return parse_time(text);
}

}  // namespace orchestrator
