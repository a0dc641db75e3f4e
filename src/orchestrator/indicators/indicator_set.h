// All the indicators of one strategy on one series, advanced together.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "orchestrator/indicators/indicator.h"

namespace orchestrator {

/// An indicator's values around the current block, addressed by bar index: `column[bar]`.
struct IndicatorColumn {
  const double* data = nullptr;
  std::size_t first_bar = 0;  ///< bar whose value is data[0]
  double operator[](std::size_t bar) const { return data[bar - first_bar]; }
};

/// Computes requests block by block and keeps the values of the newest `history` bars before the block. EMAs of one series are
/// advanced in one loop, since each alone is bound by the latency of its recurrence.
class IndicatorSet {
 public:
  IndicatorSet(const std::vector<IndicatorRequest>& requests, std::size_t history, std::size_t block_size);
  ~IndicatorSet();
  IndicatorSet(IndicatorSet&&) noexcept;
  IndicatorSet& operator=(IndicatorSet&&) noexcept;

  /// Advances over the next bars (at most block_size of them, following those of the call before).
  void advance(const CandleSpan& bars);
  /// One column a request, in the order of the requests; valid for bars in [block begin - history, block end).
  std::span<const IndicatorColumn> columns() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace orchestrator
