// What makes candles a valid series (docs/semantics.md, section 1).
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/warning.h"

namespace orchestrator {

/// 1 when the prices and the volume of candle i are valid, else 0; its time is not looked at. Without branches, so that a loop over it becomes
/// vector compares. NaN fails every comparison.
inline int valid_values(const CandleSpan& c, std::size_t i) {
  constexpr double kMax = std::numeric_limits<double>::max();
  const double open = c.open[i], high = c.high[i], low = c.low[i], close = c.close[i], volume = c.volume[i];
  return static_cast<int>(low > 0) & static_cast<int>(low <= open) & static_cast<int>(low <= close) & static_cast<int>(high >= open) &
         static_cast<int>(high >= close) & static_cast<int>(high <= kMax) & static_cast<int>(volume >= 0) &
         static_cast<int>(volume <= kMax);
}

/// Throws a data error naming symbol, interval, row and value for the first candle that is invalid, out of order, duplicated or
/// misaligned, or has a time outside the calendar (base/time.h). Vectorised: about 1 ns a candle.
void require_valid(const CandleSpan& candles, const std::string& symbol, Interval interval);

/// Sorts columns by open_time when they are not (warning `unsorted`), then requires validity. Rows in errors are those of the input.
void sort_and_require_valid(CandleColumns& columns, const std::string& symbol, Interval interval, Warnings& warnings);

/// Missing candles between the first and the last.
struct GapCount {
  std::size_t gaps = 0;          ///< places with a hole
  std::size_t missing_bars = 0;  ///< candles that would fill them
};
GapCount count_gaps(const CandleSpan& candles, Interval interval);

}  // namespace orchestrator
