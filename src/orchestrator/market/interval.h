// Candle intervals: 1m … 1w, their length and their alignment.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "orchestrator/base/time.h"

namespace orchestrator {

/// One of the fourteen candle intervals. Cheap to copy; ordered by length.
class Interval {
 public:
  constexpr Interval() = default;  // 1m

  /// `"1m"`, `"4h"`, `"1w"`; nullopt for anything else.
  static constexpr std::optional<Interval> parse(std::string_view text) {
    for (std::size_t i = 0; i < kTable.size(); ++i) {
      if (kTable[i].name == text) return Interval(i);
    }
    return std::nullopt;
  }
  /// The interval of that many milliseconds, if there is one.
  static constexpr std::optional<Interval> of_ms(TimeMs length) {
    for (std::size_t i = 0; i < kTable.size(); ++i) {
      if (kTable[i].length_ms == length) return Interval(i);
    }
    return std::nullopt;
  }
  static constexpr std::size_t count() { return kTable.size(); }
  static constexpr Interval at(std::size_t index) { return Interval(index); }

  constexpr TimeMs ms() const { return kTable[index_].length_ms; }
  constexpr std::string_view name() const { return kTable[index_].name; }
  /// Start of the bar that contains `t`. Weeks open on Monday 00:00 UTC, everything else at multiples since the epoch.
  constexpr TimeMs floor(TimeMs t) const {
    const TimeMs offset = ms() == 7 * kDayMs ? -3 * kDayMs : 0;  // the epoch was a Thursday
    return floor_to(t - offset, ms()) + offset;
  }
  constexpr bool aligned(TimeMs t) const { return floor(t) == t; }
  /// True when bars of this interval are unions of whole bars of `finer`.
  constexpr bool divisible_by(Interval finer) const { return ms() % finer.ms() == 0 && !(ms() == 7 * kDayMs && finer.ms() == 3 * kDayMs); }
  /// The finer series on which orders are filled unless the configuration says otherwise (docs/semantics.md, section 1).
  constexpr Interval default_detail() const {
    if (ms() >= kDayMs) return *parse("1h");
    if (ms() >= 30 * kMinuteMs) return *parse("15m");
    return *this;
  }
  friend constexpr bool operator==(Interval a, Interval b) { return a.index_ == b.index_; }
  friend constexpr auto operator<=>(Interval a, Interval b) { return a.index_ <=> b.index_; }

 private:
  struct Row {
    std::string_view name;
    TimeMs length_ms;
  };
  static constexpr std::array<Row, 14> kTable{{{"1m", kMinuteMs},
                                               {"3m", 3 * kMinuteMs},
                                               {"5m", 5 * kMinuteMs},
                                               {"15m", 15 * kMinuteMs},
                                               {"30m", 30 * kMinuteMs},
                                               {"1h", kHourMs},
                                               {"2h", 2 * kHourMs},
                                               {"4h", 4 * kHourMs},
                                               {"6h", 6 * kHourMs},
                                               {"8h", 8 * kHourMs},
                                               {"12h", 12 * kHourMs},
                                               {"1d", kDayMs},
                                               {"3d", 3 * kDayMs},
                                               {"1w", 7 * kDayMs}}};

  constexpr explicit Interval(std::size_t index) : index_(index) {}
  std::size_t index_ = 0;
};

}  // namespace orchestrator
