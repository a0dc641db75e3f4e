// Indicators: columns computed from candle columns, in one forward pass, a block of bars at a time.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// A column that a strategy wants: an indicator's name (`ema`, `rsi`, …) and its parameters in the indicator's order.
struct IndicatorRequest {
  std::string name;
  std::vector<double> parameters;
  friend bool operator==(const IndicatorRequest&, const IndicatorRequest&) = default;
};

/// One indicator in the middle of a pass over a series. Its state is O(period), so that a pass over ten million bars needs no
/// column of ten million values.
class Indicator {
 public:
  virtual ~Indicator() = default;
  /// Values for the bars that follow those of earlier calls; `out.size() == bars.size()`. NaN where the indicator is not defined yet.
  virtual void update(const CandleSpan& bars, std::span<double> out) = 0;
};

/// Throws a configuration error for an unknown name (hint: the nearest) or bad parameters.
std::unique_ptr<Indicator> make_indicator(const IndicatorRequest& request);

}  // namespace orchestrator
