// One of the engine's own strategies, asked by Python.
#pragma once

#include <memory>
#include <string>

#include "decision_reader.h"
#include "orchestrator/strategies/base_strategy.h"
#include "python.h"
#include "shown_bars.h"

namespace orchestrator::python {

/// Holds a built-in strategy and shows it bars of Python's. What it says on a bar is what it says in a run.
class NativeStrategy {
 public:
  /// `spec`: `{"builtin", "params"}`; `members`: {JSON pointer below "/strategy": object} for the Python strategies that its parameters name. Throws
  /// TypeError and ValueError with the engine's message for parameters that cannot be meant.
  NativeStrategy(const AnyDict& spec, const AnyDict& members);

  std::size_t lookback(const std::string& interval) const;
  /// [(name, parameters), …]
  ListOf<nb::typed<nb::tuple, nb::str, ListOf<double>>> required_indicators(const std::string& interval) const;
  nb::typed<nb::dict, nb::str, ListOf<double>> indicator_periods(const std::string& interval) const;
  /// The decision on the newest bar, as a dict. Ratios are NaN where there is none.
  AnyDict decide(const AnyTuple& candles, const ListOf<nb::any>& indicators, const std::string& interval, double tp_ratio, double sl_ratio,
                 const std::string& symbol);
  /// Shows the bars of a warm-up, newest last.
  void fit(const AnyTuple& candles, const std::string& interval);
  void reset() { strategy_->reset(); }

 private:
  JobBars job_of(Interval interval) const;

  std::unique_ptr<BaseStrategy> strategy_;
  DecisionReader reader_;
};

}  // namespace orchestrator::python
