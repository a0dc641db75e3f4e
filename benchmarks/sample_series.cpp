#include "sample_series.h"

#include <cmath>

#include "orchestrator/base/random.h"
#include "orchestrator/market/candle_columns.h"

namespace orchestrator::benchmarks {
namespace {

/// Roughly normal: the sum of four uniforms, centred and scaled to variance 1.
double normal(std::uint64_t seed, std::uint64_t row, std::uint64_t purpose) {
  double sum = 0;
  for (std::uint64_t k = 0; k < 4; ++k) sum += uniform01(seed, row, RandomPurpose{purpose}, k);
  return (sum - 2) * std::sqrt(3.0);
}

}  // namespace

CandleSeries sample_series(const std::string& symbol, std::size_t rows, std::uint64_t seed) {
  constexpr TimeMs kStart = 1577836800000;
  CandleColumns columns;
  columns.reserve(rows);
  double price = 30000;
  double log_volatility = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    log_volatility = 0.998 * log_volatility + 0.03 * normal(seed, i, 11);
    const double step = 8e-4 * std::exp(log_volatility);
    const double open = price;
    // A pull towards the start keeps ten million bars from running away.
    const double close = open * (1 + step * normal(seed, i, 12) - 2e-6 * std::log(open / 30000));
    const double reach = open * step;
    const double high = std::max(open, close) + 0.6 * reach * uniform01(seed, i, RandomPurpose{13}, 0);
    const double low = std::min(open, close) - 0.6 * reach * uniform01(seed, i, RandomPurpose{13}, 1);
    columns.push_back(
        {kStart + static_cast<TimeMs>(i) * kMinuteMs, open, high, low, close, 1 + 9 * uniform01(seed, i, RandomPurpose{14}, 0)});
    price = close;
  }
  return make_series(symbol, Interval(), std::move(columns));
}

}  // namespace orchestrator::benchmarks
