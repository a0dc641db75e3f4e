#include "orchestrator/base/time.h"

#include <date/date.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace orchestrator {
namespace {

/// Takes parts off the front of a text. Written by hand since `date::parse` computes with seconds that it never set where a text ends
/// early, which is undefined, and since it costs microseconds a candle.
class Front {
 public:
  explicit Front(std::string_view text) : left_(text) {}
  bool empty() const { return left_.empty(); }
  bool take(char c) {
    if (!left_.starts_with(c)) return false;
    left_.remove_prefix(1);
    return true;
  }
  std::optional<int> digit() {
    if (left_.empty() || left_[0] < '0' || left_[0] > '9') return std::nullopt;
    const int value = left_[0] - '0';
    left_.remove_prefix(1);
    return value;
  }
  /// A number of so many digits, at most `largest`.
  std::optional<int> number(int digits, int largest) {
    int value = 0;
    for (; digits > 0; --digits) {
      const auto next = digit();
      if (!next) return std::nullopt;
      value = value * 10 + *next;
    }
    return value <= largest ? std::optional(value) : std::nullopt;
  }

 private:
  std::string_view left_;
};

std::optional<TimeMs> take_date(Front& text) {
  const auto year = text.number(4, 9999);
  if (!year || !text.take('-')) return std::nullopt;
  const auto month = text.number(2, 12);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.number(2, 31);
  if (!day) return std::nullopt;
  const date::year_month_day ymd{date::year(*year), date::month(static_cast<unsigned>(*month)), date::day(static_cast<unsigned>(*day))};
  if (!ymd.ok()) return std::nullopt;
  return date::sys_days(ymd).time_since_epoch().count() * kDayMs;
}

/// What follows the point of seconds; digits behind the third are below a millisecond and dropped.
std::optional<TimeMs> take_fraction(Front& text) {
  auto digit = text.digit();
  if (!digit) return std::nullopt;
  TimeMs fraction = 0;
  for (TimeMs unit = 100; digit; digit = text.digit(), unit /= 10) fraction += unit * *digit;
  return fraction;
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f…`.
std::optional<TimeMs> take_clock(Front& text) {
  const auto hour = text.number(2, 23);
  if (!hour || !text.take(':')) return std::nullopt;
  const auto minute = text.number(2, 59);
  if (!minute) return std::nullopt;
  const TimeMs clock = *hour * kHourMs + *minute * kMinuteMs;
  if (!text.take(':')) return clock;
  const auto second = text.number(2, 59);
  if (!second) return std::nullopt;
  const auto fraction = text.take('.') ? take_fraction(text) : 0;
  if (!fraction) return std::nullopt;
  return clock + *second * kSecondMs + *fraction;
}

/// `Z`, `+HH`, `+HH:MM`, the same with a minus, or nothing, which means UTC.
std::optional<TimeMs> take_offset(Front& text) {
  if (text.empty() || text.take('Z') || text.take('z')) return 0;
  const bool west = text.take('-');
  if (!west && !text.take('+')) return std::nullopt;
  const auto hours = text.number(2, 23);
  const auto minutes = text.take(':') ? text.number(2, 59) : 0;
  if (!hours || !minutes) return std::nullopt;
  const TimeMs offset = *hours * kHourMs + *minutes * kMinuteMs;
  return west ? -offset : offset;
}

std::optional<TimeMs> parse_iso(std::string_view view) {
  Front text(view);
  const auto date = take_date(text);
  if (!date || text.empty()) return date;
  if (!text.take('T') && !text.take('t') && !text.take(' ')) return std::nullopt;
  const auto clock = take_clock(text);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  return *date + *clock - *offset;
}

}  // namespace

std::optional<TimeMs> parse_time(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const bool digits_only =
      std::all_of(text.begin() + (text[0] == '-' ? 1 : 0), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  std::optional<TimeMs> time;
  if (digits_only && text.size() > 4) {
    TimeMs value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size()) time = value;
  } else {
    time = parse_iso(text);
  }
  return time && in_calendar(*time) ? time : std::nullopt;
}

std::string format_time(TimeMs time_ms) {
  if (!in_calendar(time_ms)) return std::to_string(time_ms) + " ms";
  const date::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds{time_ms}};
  if (time_ms % kSecondMs == 0) return date::format("%FT%TZ", date::floor<std::chrono::seconds>(time));
  return date::format("%FT%TZ", time);
}

}  // namespace orchestrator
