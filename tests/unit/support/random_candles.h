// Seeded random candles for unit tests: valid, with standing prices, jumps and, on request, small whole numbers (many ties).
#pragma once

#include <algorithm>
#include <cmath>
#include <random>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/market/interval.h"

namespace orchestrator::test_support {

/// The next close: a step of about 1 %, or of 10 % once in a hundred; one bar in ten stands still. `coarse`: a whole number in 8 … 40.
inline double next_close(std::mt19937_64& random, double close, bool coarse) {
  std::normal_distribution<double> normal;
  const double chance = std::uniform_real_distribution<double>()(random);
  if (chance < 0.1) return close;
  if (coarse) return std::clamp(std::round(close + 1.2 * normal(random)), 8.0, 40.0);
  return close * std::exp((chance > 0.99 ? 0.1 : 0.01) * normal(random));
}

/// `count` one-minute candles, each opening at the close before it.
inline CandleColumns random_candles(std::mt19937_64& random, std::size_t count, bool coarse = false) {
  std::normal_distribution<double> normal;
  CandleColumns columns;
  columns.reserve(count);
  double close = coarse ? 20.0 : 100.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double open = close;
    close = next_close(random, close, coarse);
    double above = std::fabs(normal(random)) * open * 0.005, below = std::fabs(normal(random)) * open * 0.005;
    if (coarse) above = std::round(above * 10), below = std::round(below * 10);
    const double high = std::max(open, close) + above;
    const double low = std::max(std::min(open, close) - below, std::min(open, close) * 0.5);
    columns.push_back({static_cast<TimeMs>(i) * kMinuteMs, open, high, low, close, static_cast<double>(random() % 1000)});
  }
  return columns;
}

}  // namespace orchestrator::test_support
