// True range and its Wilder average.
#pragma once

#include <algorithm>
#include <cmath>

#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// Range of a bar including the gap from the close before it.
inline double true_range_of(double high, double low, double previous_close) {
  return std::max({high - low, std::fabs(high - previous_close), std::fabs(low - previous_close)});
}

/// `true_range`, undefined on the first bar.
class TrueRange final : public Indicator {
 public:
  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) {
      out[i] = std::isnan(previous_close_) ? kUndefined : true_range_of(bars.high[i], bars.low[i], previous_close_);
      previous_close_ = bars.close[i];
    }
  }

 private:
  double previous_close_ = kUndefined;
};

/// `atr`: the mean of the first `period` true ranges, then Wilder's smoothing.
class Atr final : public Indicator {
 public:
  explicit Atr(std::size_t period) : period_(period), n_(static_cast<double>(period)) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) {
      out[i] = next(bars.high[i], bars.low[i]);
      previous_close_ = bars.close[i];
    }
  }

 private:
  double next(double high, double low) {
    if (seen_++ == 0) return kUndefined;
    const double range = true_range_of(high, low, previous_close_);
    if (seen_ <= period_ + 1) {
      average_ += range;
      if (seen_ <= period_) return kUndefined;
      average_ /= n_;
    } else {
      average_ = (average_ * (n_ - 1) + range) / n_;
    }
    return average_;
  }

  std::size_t period_;
  double n_;
  std::size_t seen_ = 0;  // bars
  double previous_close_ = 0;
  double average_ = 0;  // the sum during warm-up
};

}  // namespace orchestrator
