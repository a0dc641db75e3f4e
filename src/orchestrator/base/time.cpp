#include "orchestrator/base/time.h"

#include <date/date.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <sstream>

namespace orchestrator {
namespace {

std::optional<TimeMs> parse_with(const std::string& text, const char* format) {
  std::istringstream stream(text);
  date::sys_time<std::chrono::milliseconds> time;
  stream >> date::parse(format, time);
  if (stream.fail()) return std::nullopt;
  stream.peek();
  if (!stream.eof()) return std::nullopt;
  return time.time_since_epoch().count();
}

}  // namespace

std::optional<TimeMs> parse_time(std::string_view view) {
  std::string text(view);
  if (text.empty()) return std::nullopt;
  const bool digits_only =
      std::all_of(text.begin() + (text[0] == '-' ? 1 : 0), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  if (digits_only && text.size() > 4) {
    TimeMs value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return in_calendar(value) ? std::optional(value) : std::nullopt;
  }
  if (text.size() > 10 && (text[10] == ' ' || text[10] == 't')) text[10] = 'T';
  if (text.back() == 'Z' || text.back() == 'z') text.replace(text.size() - 1, 1, "+00:00");
  for (const char* format : {"%FT%T%Ez", "%FT%H:%M%Ez", "%FT%T", "%FT%H:%M", "%F"}) {
    if (auto time = parse_with(text, format)) return in_calendar(*time) ? time : std::nullopt;
  }
  return std::nullopt;
}

std::string format_time(TimeMs time_ms) {
  if (!in_calendar(time_ms)) return std::to_string(time_ms) + " ms";
  const date::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{time_ms}};
  if (time_ms % kSecondMs == 0) return date::format("%FT%TZ", date::floor<std::chrono::seconds>(time));
  return date::format("%FT%TZ", time);
}

}  // namespace orchestrator
