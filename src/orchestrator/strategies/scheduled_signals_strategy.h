// Replays signals that were made elsewhere (docs/strategies.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orchestrator/base/component_info.h"
#include "orchestrator/base/time.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

/// Decides what its parameter `signals` lists, bar by bar.
class ScheduledSignalsStrategy final : public BaseStrategy {
 public:
  static const ComponentInfo& info();
  explicit ScheduledSignalsStrategy(const Params& params) { ScheduledSignalsStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  /// Throws a configuration error when a signal's time is not an open time of `interval`: it could never hold.
  std::size_t get_required_lookback(Interval interval) const override;
  std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const override;
  /// Throws when the bar has several signals, since it can return but one.
  Decision decide(const BarView& bars) override;
  std::vector<Decision> decide_basket(const BarView& bars) override;
  bool has_decide_range() const override { return true; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override;

 private:
  struct Scheduled {
    TimeMs time = 0;     // open time of the decision bar
    std::string symbol;  // canonical; empty: every symbol
    Decision decision;
    std::string where;  // JSON path of `time`
  };
  static Scheduled read(const Value& value, const std::string& where);
  std::vector<Scheduled>::const_iterator first_at(TimeMs time) const;

  std::vector<Scheduled> schedule_;  // by time; of one time in the order of the list
  std::size_t lookback_ = 1;
  bool joined_ = false;
};

}  // namespace orchestrator
