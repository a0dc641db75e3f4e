// One instance of a strategy over one set of bars: what a job of a run does with it, with more ways to ask and every answer kept.
#pragma once

#include <cstddef>
#include <vector>

#include "orchestrator/checking/answers.h"
#include "orchestrator/checking/check_bars.h"
#include "orchestrator/indicators/indicator_set.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

/// What a run tells a strategy besides its bars.
struct DriverSettings {
  Interval interval;
  std::size_t lookback = 1;  ///< bars
  double tp_ratio = 0;       ///< NaN: none
  double sl_ratio = 0;
};

/// How a strategy is asked for its decisions.
enum class Asking {
  kAsRun,     ///< by decide_range where it has one and the job has one symbol, as a run does
  kBarByBar,  ///< by `decide`, of several symbols by `decide_basket`
  kBasket     ///< by `decide_basket`, also of one symbol: for what can make several decisions a bar
};

class StrategyDriver {
 public:
  /// The strategy and the bars outlive the driver.
  StrategyDriver(BaseStrategy& strategy, const CheckBars& bars, const DriverSettings& settings, RunWatch& watch);

  /// Resets and fits the strategy, and asks about the decision bars before `end`. Ranges are asked for to the end of the bars all the
  /// same, since a run does not stop within one. Whatever the strategy throws is an answer; a stop or a defect of the engine is thrown on.
  Answers answers(Asking asking, std::size_t end);

  /// Values of the required indicators at `bar`, the last that was asked about: those of the first symbol first.
  std::vector<double> indicators_at(std::size_t bar) const;

  /// From now on, appends the seconds that each call of `decide` or `decide_basket` takes.
  void time_into(std::vector<double>& seconds) { seconds_ = &seconds; }

 private:
  void advance_indicators(std::size_t begin, std::size_t end);
  void fit(Answers& answers);
  bool decide_range(std::size_t begin, std::size_t end, Answers& answers);
  void decide_bars(std::size_t begin, std::size_t end, bool basket, Answers& answers);
  std::vector<Decision> decide(std::size_t bar, bool basket);
  template <typename Code>
  bool guarded(std::size_t bar, std::vector<Failure>& failures, Code&& code);

  BaseStrategy& strategy_;
  const CheckBars& bars_;
  RunWatch& watch_;
  std::vector<IndicatorRequest> requests_;
  std::vector<IndicatorSet> indicators_;
  JobBars view_;
  std::vector<double>* seconds_ = nullptr;
};

}  // namespace orchestrator
