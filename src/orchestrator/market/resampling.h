// Coarser candles from finer ones.
#pragma once

#include "orchestrator/market/candle_columns.h"

namespace orchestrator {

/// Open first, high max, low min, close last, volume sum in each `to` bucket; a bucket without a candle stays a gap. `to` must be divisible by
/// the series' interval (otherwise an internal error).
CandleColumns resample(const CandleSeries& finer, Interval to);

}  // namespace orchestrator
