// Two moving averages that cross (docs/strategies.md).
#pragma once

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/column_strategy.h"

namespace orchestrator {

/// BUY when the fast EMA crosses up through the slow one, SELL when it crosses down.
class EMACrossStrategy final : public ColumnStrategy<EMACrossStrategy> {
 public:
  static const ComponentInfo& info();
  explicit EMACrossStrategy(const Params& params = {}) { EMACrossStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval) const override { return slow_; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override;
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override;

  static constexpr std::size_t kReach = 1;
  Verdict at(const SymbolBars& bars, std::size_t bar) const;

 private:
  std::size_t fast_ = 0, slow_ = 0;  // periods, bars
};

}  // namespace orchestrator
