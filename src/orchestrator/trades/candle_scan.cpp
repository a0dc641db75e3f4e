#include "orchestrator/trades/candle_scan.h"

#include <algorithm>
#include <limits>

namespace orchestrator {

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define ORCHESTRATOR_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define ORCHESTRATOR_WIDE
#endif

ORCHESTRATOR_WIDE
std::size_t first_touch(const CandleSpan& candles, std::size_t begin, std::size_t end, double below, double above) {
  const double* low = candles.low.data();
  const double* high = candles.high.data();
  constexpr std::size_t kBlock = 16;
  std::size_t i = begin;
  for (; i + kBlock <= end; i += kBlock) {
    int touched = 0;  // branch-free inside the block so that it becomes vector compares
    for (std::size_t j = 0; j < kBlock; ++j) touched |= static_cast<int>(low[i + j] <= below) | static_cast<int>(high[i + j] >= above);
    if (touched) break;
  }
  for (; i < end; ++i) {
    if (low[i] <= below || high[i] >= above) return i;
  }
  return end;
}

ORCHESTRATOR_WIDE
PriceExtremes price_extremes(const CandleSpan& candles, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLanes = 8;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double lows[kLanes];
  double highs[kLanes];
  std::fill(lows, lows + kLanes, kInfinity);
  std::fill(highs, highs + kLanes, -kInfinity);
  const double* low = candles.low.data();
  const double* high = candles.high.data();
  std::size_t i = begin;
  for (; i + kLanes <= end; i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) {
      lows[j] = low[i + j] < lows[j] ? low[i + j] : lows[j];
      highs[j] = high[i + j] > highs[j] ? high[i + j] : highs[j];
    }
  }
  for (; i < end; ++i) {
    lows[0] = low[i] < lows[0] ? low[i] : lows[0];
    highs[0] = high[i] > highs[0] ? high[i] : highs[0];
  }
  return {*std::min_element(lows, lows + kLanes), *std::max_element(highs, highs + kLanes)};
}

}  // namespace orchestrator
