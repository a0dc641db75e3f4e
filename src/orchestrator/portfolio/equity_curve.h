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

/// equity[i] += value(i), or equity[i] = *start + value(i): the same bits as filling with *start first, in one pass.
template <typename Value>
void add_to_equity(std::span<double> equity, const double* start, Value&& value) {
  if (start) {
    const double base = *start;
    for (std::size_t i = 0; i < equity.size(); ++i) equity[i] = base + value(i);
  } else {
    for (std::size_t i = 0; i < equity.size(); ++i) equity[i] += value(i);
  }
}

}  // namespace orchestrator
