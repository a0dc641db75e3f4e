// Rate of change of the close.
#pragma once

#include <vector>

#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `momentum`: close / close[period bars ago] - 1, a fraction (TA-Lib's ROCP).
class Momentum final : public Indicator {
 public:
  explicit Momentum(std::size_t period) : ring_(period) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) {
      out[i] = full_ ? bars.close[i] / ring_[position_] - 1.0 : kUndefined;
      ring_[position_] = bars.close[i];
      if (++position_ == ring_.size()) {
        position_ = 0;
        full_ = true;
      }
    }
  }

 private:
  std::vector<double> ring_;  // the newest `period` closes
  std::size_t position_ = 0;
  bool full_ = false;
};

}  // namespace orchestrator
