// Candles and rates between numpy arrays and the engine's columns.
#pragma once

#include <vector>

#include "orchestrator/engine/configuration/inline_rows.h"
#include "orchestrator/market/candle_columns.h"
#include "python.h"

namespace orchestrator::python {

/// (open_time, open, high, low, close, volume): int64 (ms) and float64 arrays of one length, copied.
CandleColumns read_candles(const nb::tuple& arrays);
/// A float64 array of one dimension, copied.
std::vector<double> read_numbers(nb::handle array);
/// The sections of `ohlcv_data`: {"main", "detailed", "mark": {symbol: candles as above}, "funding": {symbol: (time, rate)}}, each of which may be absent.
configuration::InlineRows read_inline_rows(const nb::dict& sections);

}  // namespace orchestrator::python
