// Standard deviation of the close and the Bollinger bands made from it.
#pragma once

#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/rolling_moments.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `stddev` (population) and `bollinger_middle`, `bollinger_upper`, `bollinger_lower`: mean_factor * mean + width * deviation of the
/// newest `period` closes.
class Bollinger final : public Indicator {
 public:
  static Bollinger stddev(std::size_t period) { return {period, 0, 1}; }
  static Bollinger band(std::size_t period, double width) { return {period, 1, width}; }

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) {
      moments_.push(bars.close[i]);
      out[i] = moments_.full() ? mean_factor_ * moments_.mean() + width_ * moments_.deviation() : kUndefined;
    }
  }

 private:
  Bollinger(std::size_t period, double mean_factor, double width) : moments_(period), mean_factor_(mean_factor), width_(width) {}

  RollingMoments moments_;
  double mean_factor_;
  double width_;
};

}  // namespace orchestrator
