#include "orchestrator/market/resampling.h"

#include <algorithm>

#include "orchestrator/base/error.h"

namespace orchestrator {

CandleColumns resample(const CandleSeries& finer, Interval to) {
  if (!to.divisible_by(finer.interval)) {
    throw internal_error("bad_resampling",
                         "cannot build " + std::string(to.name()) + " candles from " + std::string(finer.interval.name()));
  }
  CandleColumns out;
  out.reserve(finer.size() / static_cast<std::size_t>(to.ms() / finer.interval.ms()) + 1);
  for (std::size_t i = 0; i < finer.size();) {
    const TimeMs bucket = to.floor(finer.open_time[i]);
    const TimeMs next_bucket = bucket + to.ms();
    Candle c = finer.at(i);
    c.open_time = bucket;
    for (++i; i < finer.size() && finer.open_time[i] < next_bucket; ++i) {
      c.high = std::max(c.high, finer.high[i]);
      c.low = std::min(c.low, finer.low[i]);
      c.close = finer.close[i];
      c.volume += finer.volume[i];
    }
    out.push_back(c);
  }
  return out;
}

}  // namespace orchestrator
