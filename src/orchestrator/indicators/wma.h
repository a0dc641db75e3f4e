// Linearly weighted moving average of the close.
#pragma once

#include "orchestrator/indicators/indicator.h"
#include "orchestrator/indicators/rolling_fold.h"
#include "orchestrator/indicators/undefined.h"

namespace orchestrator {

/// `wma`: weights 1 (oldest) … period (newest), divided by their sum.
class Wma final : public Indicator {
 public:
  explicit Wma(std::size_t period) : weights_(static_cast<double>(period) * static_cast<double>(period + 1) / 2), fold_(period) {}

  void update(const CandleSpan& bars, std::span<double> out) override {
    for (std::size_t i = 0; i < bars.size(); ++i) {
      fold_.push({1, bars.close[i], bars.close[i]});
      out[i] = fold_.full() ? fold_.window().weighted / weights_ : kUndefined;
    }
  }

 private:
  // Values weighted 1, 2, … from their oldest; joining two runs moves the newer one's weights up by the older one's length.
  struct Run {
    double count = 0, sum = 0, weighted = 0;
  };
  struct Join {
    Run operator()(const Run& older, const Run& newer) const {
      return {older.count + newer.count, older.sum + newer.sum, older.weighted + (newer.weighted + older.count * newer.sum)};
    }
  };
  double weights_;
  RollingFold<Run, Join> fold_;
};

}  // namespace orchestrator
