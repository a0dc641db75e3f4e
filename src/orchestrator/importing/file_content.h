// What a file of candles holds once it is read.
#pragma once

#include <cstddef>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/market.h"
#include "orchestrator/repository/series_id.h"

namespace orchestrator {

/// Candles (also mark prices) or funding rates: the one that the kind says is filled. Not yet checked for order or validity.
struct FileContent {
  CandleColumns candles;
  FundingSeries funding;  ///< times to the millisecond, as the file has them

  std::size_t rows() const { return candles.size() + funding.time.size(); }
};

}  // namespace orchestrator
