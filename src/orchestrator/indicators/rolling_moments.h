// Mean and deviation of the newest n values, without cancellation.
#pragma once

#include <cmath>
#include <cstddef>

#include "orchestrator/indicators/rolling_fold.h"

namespace orchestrator {

/// Keeps (count, mean, sum of squared deviations) of runs of values and joins them (Chan, Golub, LeVeque 1979), so a price of 60,000
/// with a deviation of 1 keeps its digits. Equal values give exactly their mean and a deviation of exactly 0.
class RollingMoments {
 public:
  explicit RollingMoments(std::size_t n) : count_(static_cast<double>(n)), fold_(n) {}

  void push(double value) { fold_.push({1, value, 0}); }
  bool full() const { return fold_.full(); }
  /// Of the newest n values; only when full.
  double mean() const { return fold_.window().mean; }
  /// Population standard deviation.
  double deviation() const { return std::sqrt(fold_.window().squares / count_); }

 private:
  struct Run {
    double count = 0, mean = 0, squares = 0;
  };
  struct Join {
    Run operator()(const Run& a, const Run& b) const {
      const double count = a.count + b.count;
      const double share = b.count / count;  // off the chain of dependent operations: counts are known early
      const double delta = b.mean - a.mean;
      return {count, a.mean + delta * share, a.squares + b.squares + delta * delta * (a.count * share)};
    }
  };
  double count_;
  RollingFold<Run, Join> fold_;
};

}  // namespace orchestrator
