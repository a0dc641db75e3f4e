// Wilder's relative strength index.
#pragma once

#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `rsi`: 0 … 100, from Wilder's averages of gains and losses (New Concepts in Technical Trading Systems, 1978); 0 when neither has ever
/// been, as TA-Lib.
class Rsi final : public Indicator {
 public:
  explicit Rsi(std::size_t period) : period_(period), n_(static_cast<double>(period)) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) out[i] = next(bars.close[i]);
  }

 private:
  double next(double close) {
    const double change = seen_ == 0 ? 0.0 : close - previous_;
    previous_ = close;
    if (seen_++ == 0) return kUndefined;
    const double gain = change > 0 ? change : 0.0;
    const double loss = change < 0 ? -change : 0.0;
    if (seen_ <= period_ + 1) {  // bars 1 … period: plain means
      gain_ += gain;
      loss_ += loss;
      if (seen_ <= period_) return kUndefined;
      gain_ /= n_;
      loss_ /= n_;
    } else {
      gain_ = (gain_ * (n_ - 1) + gain) / n_;
      loss_ = (loss_ * (n_ - 1) + loss) / n_;
    }
    const double both = gain_ + loss_;
    return both == 0 ? 0.0 : 100.0 * (gain_ / both);
  }

  std::size_t period_;
  double n_;
  std::size_t seen_ = 0;  // closes
  double previous_ = 0;
  double gain_ = 0, loss_ = 0;  // sums during warm-up, averages after it
};

}  // namespace orchestrator
