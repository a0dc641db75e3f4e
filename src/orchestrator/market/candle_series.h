// Candles as columns over memory that something else owns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "orchestrator/base/time.h"
#include "orchestrator/market/interval.h"

namespace orchestrator {

/// One candle by value. Covers [open_time, open_time + interval).
struct Candle {
  TimeMs open_time = 0;
  double open = 0, high = 0, low = 0, close = 0, volume = 0;
};

/// Columns of equal length without an owner; index = bar.
struct CandleSpan {
  std::span<const TimeMs> open_time;
  std::span<const double> open, high, low, close, volume;

  std::size_t size() const { return open_time.size(); }
  Candle at(std::size_t i) const { return {open_time[i], open[i], high[i], low[i], close[i], volume[i]}; }
  CandleSpan subspan(std::size_t first, std::size_t count) const {
    return {open_time.subspan(first, count), open.subspan(first, count),  high.subspan(first, count),
            low.subspan(first, count),       close.subspan(first, count), volume.subspan(first, count)};
  }
  /// Index of the first candle with open_time >= t; size() when there is none.
  std::size_t lower_bound(TimeMs t) const {
    return static_cast<std::size_t>(std::lower_bound(open_time.begin(), open_time.end(), t) - open_time.begin());
  }
};

/// First index at or after `hint` with times[index] >= t. Where there are no holes of `step_ms` that is one look; elsewhere steps double from the hint.
/// Needs times[hint - 1] < t.
inline std::size_t gallop(std::span<const TimeMs> times, std::size_t hint, TimeMs t, TimeMs step_ms) {
  if (hint < times.size() && times[hint] < t) {
    const std::size_t guess = hint + static_cast<std::size_t>((t - times[hint]) / step_ms);
    if (guess < times.size() && times[guess] == t) return guess;
  }
  std::size_t step = 1;
  std::size_t low = hint;
  while (low < times.size() && times[low] < t) {
    hint = low + 1;
    low += step;
    step *= 2;
  }
  const auto end = times.begin() + static_cast<std::ptrdiff_t>(std::min(low, times.size()));
  return static_cast<std::size_t>(std::lower_bound(times.begin() + static_cast<std::ptrdiff_t>(hint), end, t) - times.begin());
}

/// A valid series (docs/semantics.md, section 1) of one symbol and interval. Copying copies spans, not candles;
/// `owner` keeps the columns' memory alive.
struct CandleSeries : CandleSpan {
  std::string symbol;
  Interval interval;
  std::shared_ptr<const void> owner;

  CandleSeries() = default;
  CandleSeries(std::string name, Interval every, CandleSpan columns, std::shared_ptr<const void> memory)
      : CandleSpan(columns), symbol(std::move(name)), interval(every), owner(std::move(memory)) {}

  CandleSeries slice(std::size_t first, std::size_t count) const { return {symbol, interval, subspan(first, count), owner}; }
  /// The candles whose open_time lies in `range`.
  CandleSeries within(TimeRange range) const {
    const std::size_t first = lower_bound(range.begin);
    const std::size_t last = range.end == TimeRange{}.end ? size() : lower_bound(range.end);
    return slice(first, last > first ? last - first : 0);
  }
};

}  // namespace orchestrator
