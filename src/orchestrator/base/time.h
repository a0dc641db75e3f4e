// Time as the project keeps it: integer milliseconds since the Unix epoch, UTC.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace orchestrator {

using TimeMs = std::int64_t;

inline constexpr TimeMs kSecondMs = 1000;
inline constexpr TimeMs kMinuteMs = 60 * kSecondMs;
inline constexpr TimeMs kHourMs = 60 * kMinuteMs;
inline constexpr TimeMs kDayMs = 24 * kHourMs;

/// Years 1 to 9999: what a calendar can name, and far enough from the ends of the integers that arithmetic on times cannot overflow.
inline constexpr TimeMs kFirstTime = -62'135'596'800'000;
inline constexpr TimeMs kLastTime = 253'402'300'799'999;
constexpr bool in_calendar(TimeMs t) { return t >= kFirstTime && t <= kLastTime; }

/// A half-open range [begin, end) of times. The default holds every time.
struct TimeRange {
  TimeMs begin = std::numeric_limits<TimeMs>::min();
  TimeMs end = std::numeric_limits<TimeMs>::max();
  bool contains(TimeMs t) const { return t >= begin && t < end; }
};

/// Reads ISO 8601 (`2024-01-01`, `2024-01-01T12:00:00Z`, `2024-01-01 12:00+09:00`, fractions to the millisecond) or a
/// string of digits as milliseconds. Without an offset it is UTC. nullopt when it is neither or not in_calendar.
std::optional<TimeMs> parse_time(std::string_view text);

/// `2024-01-01T12:00:00Z`, with `.123` when there are milliseconds; `<n> ms` for a time that is not in_calendar.
std::string format_time(TimeMs time_ms);

/// Largest multiple of `step` that is <= `value` (also for negative values).
constexpr std::int64_t floor_to(std::int64_t value, std::int64_t step) {
  const std::int64_t remainder = value % step;
  return value - (remainder < 0 ? remainder + step : remainder);
}

}  // namespace orchestrator
