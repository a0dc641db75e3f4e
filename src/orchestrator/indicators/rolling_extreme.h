// Highest and lowest values of one column: the Donchian channel and its relatives.
#pragma once

#include "orchestrator/indicators/candle_field.h"
#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/rolling_fold.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

struct Higher {
  double operator()(double a, double b) const { return a < b ? b : a; }
};
struct Lower {
  double operator()(double a, double b) const { return b < a ? b : a; }
};

/// `highest` (high), `lowest` (low), `highest_close` and `lowest_close`: the extreme of the newest `period` values, this bar included.
template <class Choose>
class RollingExtreme final : public Indicator {
 public:
  RollingExtreme(CandleField field, std::size_t period) : field_(field), extreme_(period) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    const std::span<const double> values = bars.*field_;
    for (std::size_t i = 0; i < values.size(); ++i) {
      extreme_.push(values[i]);
      out[i] = extreme_.full() ? extreme_.window() : kUndefined;
    }
  }

 private:
  CandleField field_;
  RollingFold<double, Choose> extreme_;
};

}  // namespace orchestrator
