// A market out of thin air: candles that look like a crypto exchange's, reproducible from a seed. For demonstrations, benchmarks and tests.
#pragma once

#include <cstddef>
#include <cstdint>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/market.h"
#include "orchestrator/repository/sample_profiles.h"

namespace orchestrator {

/// What all symbols of a sample market share.
struct SampleMarket {
  std::uint64_t seed = 42;
  Interval interval;
  TimeMs start = 0;      ///< of the first candle; must be aligned to the interval
  std::size_t rows = 0;  ///< candles of each symbol
};

/// Valid candles without gaps. Log returns are a market factor and the symbol's own noise, each scaled by a volatility that moves: AR(1) in
/// its logarithm with a fast and a slow part (so that calm and wild hours come in clusters), busier by day than by night (UTC), with rare
/// jumps; the level reverts slowly to the profile's price. Highs and lows are those of a Brownian bridge between open and close; volume
/// rises with volatility. Prices and volumes are whole ticks.
///
/// A symbol depends on (seed, symbol, interval, start) alone: other symbols don't change it, and more rows only continue it.
CandleColumns sample_candles(const SampleMarket& market, const SampleProfile& profile);

/// Funding rates at every multiple of 8 hours within the candles: around 0.01 %, persistent, higher after rises, within ±0.75 %.
FundingSeries sample_funding(const SampleMarket& market, const CandleSpan& candles, const std::string& symbol);

}  // namespace orchestrator
