#include "orchestrator/importing/candle_time.h"

#include <date/date.h>

#include <algorithm>
#include <charconv>

namespace orchestrator {
namespace {

/// `digits` decimal digits at `at`; -1 when there is anything else.
int digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// The form that files with a million rows have, `YYYY-MM-DD?HH:MM:SS` in UTC, without a stream (which costs microseconds a row).
std::optional<TimeMs> parse_plain_iso(std::string_view text) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != ' ' && text[10] != 'T') return std::nullopt;
  const std::string_view zone = text.substr(19);
  if (!zone.empty() && zone != "Z" && zone != "+00:00") return std::nullopt;
  const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
  const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2), second = digits_at(text, 17, 2);
  if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0) return std::nullopt;
  const date::year_month_day ymd{date::year(year), date::month(static_cast<unsigned>(month)), date::day(static_cast<unsigned>(day))};
  if (!ymd.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return date::sys_days(ymd).time_since_epoch().count() * kDayMs + hour * kHourMs + minute * kMinuteMs + second * kSecondMs;
}

std::optional<TimeMs> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{}) return std::nullopt;
  const bool zero_fraction = rest != end && *rest == '.' && std::all_of(rest + 1, end, [](char c) { return c == '0'; });
  if (rest != end && !zero_fraction) return std::nullopt;
  return time_from_integer(value);
}

}  // namespace

std::optional<TimeMs> parse_candle_time(std::string_view text) {
  if (text.ends_with(" UTC")) text.remove_suffix(4);
  if (const auto time = parse_integer(text)) return time;
  if (const auto time = parse_plain_iso(text)) return time;
  return text.size() > 40 ? std::nullopt : parse_time(text);
}

}  // namespace orchestrator
