// Follows a price that gathers speed (docs/strategies.md).
#pragma once

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/column_strategy.h"

namespace orchestrator {

/// BUY when the momentum crosses up through the threshold, SELL when it crosses down through its negative.
class MomentumStrategy final : public ColumnStrategy<MomentumStrategy> {
 public:
  static const ComponentInfo& info();
  explicit MomentumStrategy(const Params& params = {}) { MomentumStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval) const override { return window_ + 2; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override;

  static constexpr std::size_t kReach = 1;
  Verdict at(const SymbolBars& bars, std::size_t bar) const;

 private:
  std::size_t window_ = 0;  // bars
  double threshold_ = 0;    // a fraction
};

}  // namespace orchestrator
