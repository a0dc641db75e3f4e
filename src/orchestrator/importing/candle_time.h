// Times as candle files write them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "orchestrator/base/time.h"

namespace orchestrator {

/// value / divisor, rounded down; `divisor` > 0.
constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) { return value / divisor - (value % divisor < 0 ? 1 : 0); }

/// An integer since the epoch in seconds, milliseconds, microseconds or nanoseconds, told apart by magnitude: each unit's numbers for the
/// years 1973 to 5138 are no other unit's. Finer parts than a millisecond are rounded down.
constexpr TimeMs time_from_integer(std::int64_t value) {
  const std::uint64_t size = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  if (size >= 100'000'000'000'000'000ULL) return floor_divide(value, 1'000'000);
  if (size >= 100'000'000'000'000ULL) return floor_divide(value, 1'000);
  if (size >= 100'000'000'000ULL) return value;
  return value * 1'000;
}

/// Reads an integer as above (`1704067200.0` too) or ISO 8601 as `parse_time` does; ` UTC` may follow. nullopt when it is neither.
std::optional<TimeMs> parse_candle_time(std::string_view text);

}  // namespace orchestrator
