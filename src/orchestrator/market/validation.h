// What makes candles a valid series (docs/semantics.md, section 1).
#pragma once

#include <cstddef>
#include <string>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/warning.h"

namespace orchestrator {

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
