// Simple moving averages of one column.
#pragma once

#include <functional>

#include "orchestrator/indicators/candle_field.h"
#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/rolling_fold.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `sma` (close) and `volume_sma` (volume): the mean of the newest `period` values.
class RollingMean final : public Indicator {
 public:
  RollingMean(CandleField field, std::size_t period) : field_(field), period_(static_cast<double>(period)), sum_(period) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    const std::span<const double> values = bars.*field_;
    for (std::size_t i = 0; i < values.size(); ++i) {
      sum_.push(values[i]);
      out[i] = sum_.full() ? sum_.window() / period_ : kUndefined;
    }
  }

 private:
  CandleField field_;
  double period_;
  RollingFold<double, std::plus<double>> sum_;
};

}  // namespace orchestrator
