// `ohlcv_data` as it is written: rows of numbers straight into columns, before names and intervals are known.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/market.h"

namespace orchestrator::configuration {

/// Candles or rates by the names that the configuration uses, in its order.
template <typename Columns>
using ByName = std::vector<std::pair<std::string, Columns>>;

/// The four sections of `ohlcv_data`, unchecked.
struct InlineRows {
  ByName<CandleColumns> main;
  ByName<CandleColumns> detailed;
  ByName<CandleColumns> mark;
  ByName<FundingSeries> funding;
};

}  // namespace orchestrator::configuration
