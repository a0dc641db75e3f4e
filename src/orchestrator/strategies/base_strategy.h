// The interface that every strategy implements, built in or in a plug-in. Header-only: a plug-in links nothing.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "orchestrator/base/params.h"
#include "orchestrator/indicators/indicator.h"
#include "orchestrator/strategies/bar_view.h"
#include "orchestrator/strategies/decision.h"

namespace orchestrator {

/// Symbols that are decided on together. One symbol: flat bars. Several: bars joined on equal open_time.
struct WorkUnit {
  std::vector<std::string> symbols;
};

/// A strategy looks at bars and makes decisions. Each job of a run has an instance of its own, so members may hold state.
/// Anything thrown fails the run (or, with `on_strategy_error: skip`, counts as NO), naming symbol and bar.
class BaseStrategy {
 public:
  virtual ~BaseStrategy() = default;

  /// Name in the result, e.g. `EMACrossStrategy`.
  virtual std::string name() const = 0;
  /// The decision on the newest bar of the window.
  virtual Decision decide(const BarView& bars) = 0;
  /// Bars needed in the window, and before the first decision as warm-up.
  virtual std::size_t get_required_lookback(Interval /*interval*/) const { return 1; }
  /// Indicator columns to compute before deciding; slots follow this order.
  virtual std::vector<IndicatorRequest> required_indicators(Interval /*interval*/) const { return {}; }
  /// Periods by indicator name, for display.
  virtual std::map<std::string, std::vector<double>> get_indicator_periods(Interval interval) const {
    std::map<std::string, std::vector<double>> periods;
    for (const auto& request : required_indicators(interval)) {
      if (!request.parameters.empty()) periods[request.name].push_back(request.parameters.front());
    }
    return periods;
  }
  /// The jobs of a run. Default: one a symbol.
  virtual std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const {
    std::vector<WorkUnit> units;
    for (const auto& symbol : symbols) units.push_back({{symbol}});
    return units;
  }
  /// The symbols worth deciding on, in order. Default: all.
  virtual std::vector<std::string> filter_symbols(const std::vector<std::string>& symbols) const { return symbols; }
  /// Decisions of one bar for a job of several symbols. Default: what `decide` says.
  virtual std::vector<Decision> decide_basket(const BarView& bars) { return {decide(bars)}; }
  /// The decisions of one bar, once more, before they become proposals. Default: unchanged.
  virtual std::vector<Decision> aggregate_signals(std::vector<Decision> decisions) { return decisions; }
  /// Learns from the warm-up bars (those before the first decision), once a job.
  virtual void fit(const BarView& /*warm_up*/) {}
  /// Forgets what earlier bars left behind; called before a job.
  virtual void reset() {}
  virtual void set_params(const Params& params) { params_ = params; }
  virtual const Params& get_params() const { return params_; }

  /// True when instances cannot work side by side in threads, e.g. because their language has one lock: jobs then get processes of their own.
  virtual bool needs_processes() const { return false; }

  /// True when decide_range makes the same decisions as decide, bar for bar, but faster (jobs of one symbol). When it throws, `decide` is asked
  /// from `begin` on to find the bar: what it says of a bar must not depend on having been asked about it, or about later ones, before.
  virtual bool has_decide_range() const { return false; }
  /// Decides on bars [begin, end) of the job; indicator columns are valid there and `lookback` bars before.
  virtual void decide_range(const JobBars& /*job*/, std::size_t /*begin*/, std::size_t /*end*/, DecisionSink& /*sink*/) {}

 private:
  Params params_;
};

}  // namespace orchestrator
