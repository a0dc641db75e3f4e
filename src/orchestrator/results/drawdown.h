// The largest fall from a running maximum.
#pragma once

#include <cstddef>
#include <span>

#include "orchestrator/portfolio/equity_curve.h"

namespace orchestrator {

/// `depth` is a fraction of the peak. The peak may be the start (before the first value): then from_start is true.
struct Drawdown {
  double depth = 0;
  double peak = 0;
  bool from_start = true;
  std::size_t peak_index = 0;  ///< meaningless when from_start
  std::size_t trough_index = 0;

  /// True when a value has made good the loss.
  bool recovered_at(double value) const;
};

/// The first largest drawdown of `values`, whose `blocks` these are, starting from `start`. Only blocks that can hold it are read.
Drawdown largest_drawdown(double start, std::span<const double> values, std::span<const CurveBlock> blocks);

}  // namespace orchestrator
