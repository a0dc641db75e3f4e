// Equity at every step of the timeline, and what the metrics need to know of it.
#pragma once

#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

#include "orchestrator/market/timeline.h"

namespace orchestrator {

/// A run of `kCurveBlock` values summed up while they are still in the nearest cache: a curve of millions of points is not read again
/// for its mean and its drawdown.
struct CurveBlock {
  double low;
  double high;
  double sum;  ///< on eight lanes in a fixed order
};
inline constexpr std::size_t kCurveBlock = 512;

/// The block of `values`, which must not be empty.
CurveBlock summarise_block(std::span<const double> values);
/// All blocks of `values`; the last may be shorter.
std::vector<CurveBlock> summarise_blocks(std::span<const double> values);

/// 8 bytes a step. Not cleared at first, since every step is written.
class EquityCurve {
 public:
  EquityCurve() = default;
  explicit EquityCurve(std::size_t steps);

  /// Takes the values of the steps from `begin` on, the start of a block, up to the end of a block or of the curve. Different parts may come from
  /// different threads.
  void write(std::size_t begin, std::span<const double> values);
  /// Replaces the last value.
  void set_last(double value);

  std::span<const double> values() const { return {values_.get(), size_}; }
  std::span<const CurveBlock> blocks() const { return blocks_; }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(double* memory) const { std::free(memory); }
  };

  std::unique_ptr<double[], Free> values_;
  std::size_t size_ = 0;
  std::vector<CurveBlock> blocks_;
};

}  // namespace orchestrator
