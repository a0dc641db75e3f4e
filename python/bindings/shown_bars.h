// A job made of the bars that Python shows to a native strategy.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "orchestrator/indicators/indicator_set.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/strategies/bar_view.h"
#include "python.h"

namespace orchestrator::python {

/// One symbol's bars with the indicator columns that a strategy wants: those that came along, the others computed over the bars.
class ShownBars {
 public:
  /// `candles`: as `read_candles` takes them. `indicators`: a float64 array a request, or None where it is to be computed. `job` has everything but the
  /// bars. Throws ValueError for columns of different lengths.
  ShownBars(const nb::tuple& candles, const nb::list& indicators, const std::vector<IndicatorRequest>& requests, JobBars job);
  ShownBars(const ShownBars&) = delete;
  ShownBars& operator=(const ShownBars&) = delete;

  const JobBars& job() const { return job_; }
  std::size_t size() const { return candles_->size(); }

 private:
  void take(const nb::list& indicators, const std::vector<IndicatorRequest>& requests);

  std::shared_ptr<const CandleColumns> candles_;
  std::vector<std::vector<double>> given_;
  std::optional<IndicatorSet> computed_;
  std::vector<IndicatorColumn> columns_;
  JobBars job_;
};

}  // namespace orchestrator::python
