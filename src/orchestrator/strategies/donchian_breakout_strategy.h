// Follows a close that leaves the channel of the bars before it (docs/strategies.md).
#pragma once

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/column_strategy.h"

namespace orchestrator {

/// BUY on the first close above the highest high of the `entry` bars before it, SELL on the first below the lowest low of the `exit` bars.
class DonchianBreakoutStrategy final : public ColumnStrategy<DonchianBreakoutStrategy> {
 public:
  static const ComponentInfo& info();
  explicit DonchianBreakoutStrategy(const Params& params = {}) { DonchianBreakoutStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval) const override { return std::max(entry_, exit_) + 2; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override;

  static constexpr std::size_t kReach = 2;
  Verdict at(const SymbolBars& bars, std::size_t bar) const;

 private:
  std::size_t entry_ = 0, exit_ = 0;  // bars
};

}  // namespace orchestrator
