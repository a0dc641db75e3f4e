#include "orchestrator/trades/candle_scan.h"

#include <algorithm>
#include <limits>

#include "orchestrator/base/wide_loop.h"

namespace orchestrator {

ORCHESTRATOR_WIDE_LOOP
std::size_t first_touch(const CandleSpan& candles, std::size_t begin, std::size_t end, double below, double above) {
  const double* low = candles.low.data();
  const double* high = candles.high.data();
  constexpr std::size_t kBlock = 16;
  constexpr std::size_t kAhead = 8 * kBlock;
  std::size_t i = begin;
  for (; i + kBlock <= end; i += kBlock) {
    __builtin_prefetch(low + i + kAhead);  // searches are short: the processor's own prefetch has no time to learn the pattern
    __builtin_prefetch(high + i + kAhead);
    __builtin_prefetch(low + i + kAhead + kBlock / 2);
    __builtin_prefetch(high + i + kAhead + kBlock / 2);
    int touched = 0;  // branch-free inside the block so that it becomes vector compares
    for (std::size_t j = 0; j < kBlock; ++j) touched |= static_cast<int>(low[i + j] <= below) | static_cast<int>(high[i + j] >= above);
    if (touched) break;
  }
  for (; i < end; ++i) {
    if (low[i] <= below || high[i] >= above) return i;
  }
  return end;
}

ORCHESTRATOR_WIDE_LOOP
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
