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
  /// True when each candle opens `step_ms` after the one before. For series whose times are increasing multiples of it.
  bool has_no_holes(TimeMs step_ms) const {
    return size() > 0 && open_time.back() - open_time.front() == static_cast<TimeMs>(size() - 1) * step_ms;
  }
  /// Index of the first candle with open_time >= t; size() when there is none.
  std::size_t lower_bound(TimeMs t) const {
    return static_cast<std::size_t>(std::lower_bound(open_time.begin(), open_time.end(), t) - open_time.begin());
  }
};

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
