// Equity at every step of the timeline.
#pragma once

#include <memory>
#include <span>

#include "orchestrator/market/timeline.h"

namespace orchestrator {

/// 8 bytes a step, written once in order; not cleared first, since every step is written.
class EquityCurve {
 public:
  EquityCurve() = default;
  explicit EquityCurve(std::size_t steps) : values_(new double[steps]), size_(steps) {}

  std::span<double> slice(Step begin, Step end) { return {values_.get() + begin, end - begin}; }
  std::span<const double> values() const { return {values_.get(), size_}; }
  double& at(Step step) { return values_[step]; }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<double[]> values_;
  std::size_t size_ = 0;
};

}  // namespace orchestrator
