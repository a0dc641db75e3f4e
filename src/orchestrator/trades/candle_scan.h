// Searches over candle columns: where a price level is reached first, and how far prices went. Vectorised; results do not depend on the
// instruction set.
#pragma once

#include <cstddef>

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// First i in [begin, end) with low[i] <= below or high[i] >= above; `end` when there is none. NaN levels are never reached.
std::size_t first_touch(const CandleSpan& candles, std::size_t begin, std::size_t end, double below, double above);

/// Lowest low and highest high of [begin, end).
struct PriceExtremes {
  double low;
  double high;
};
PriceExtremes price_extremes(const CandleSpan& candles, std::size_t begin, std::size_t end);

}  // namespace orchestrator
