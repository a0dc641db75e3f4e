// Seeded random candles for unit tests: valid, with flat stretches, jumps and, on request, small whole numbers (many ties).
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/interval.h"

namespace orchestrator::test_support {

/// `count` one-minute candles. `coarse` rounds prices to whole numbers around 20, so that equal values and exact touches are common.
inline CandleColumns random_candles(std::mt19937_64& random, std::size_t count, bool coarse = false) {
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const auto round_to = [&](double x) { return coarse ? std::max(1.0, std::round(x)) : x; };
  CandleColumns columns;
  columns.reserve(count);
  double close = coarse ? 20.0 : 100.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double chance = uniform(random);
    const double open = close;
    if (chance > 0.1) close = round_to(close * std::exp((chance > 0.99 ? 0.1 : coarse ? 0.05 : 0.01) * normal(random)));
    if (coarse && close > 60) close = 20;
    const double spread = chance > 0.1 ? std::fabs(normal(random)) * (coarse ? 0.05 : 0.005) : 0.0;
    const double high = std::max({open, close, round_to(std::max(open, close) * (1 + spread))});
    const double low = std::min({open, close, round_to(std::min(open, close) * (1 - std::min(spread, 0.5)))});
    columns.push_back({static_cast<TimeMs>(i) * kMinuteMs, open, high, low, close, std::floor(1000 * uniform(random))});
  }
  return columns;
}

}  // namespace orchestrator::test_support
