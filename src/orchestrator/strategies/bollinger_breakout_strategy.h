// Follows a close that leaves the Bollinger bands (docs/strategies.md).
#pragma once

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/column_strategy.h"

namespace orchestrator {

/// BUY when the close crosses up through the upper band, SELL when it crosses down through the lower one.
class BollingerBreakoutStrategy final : public ColumnStrategy<BollingerBreakoutStrategy> {
 public:
  static const ComponentInfo& info();
  explicit BollingerBreakoutStrategy(const Params& params = {}) { BollingerBreakoutStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval) const override { return period_ + 1; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override;

  static constexpr std::size_t kReach = 1;
  Verdict at(const SymbolBars& bars, std::size_t bar) const;

 private:
  std::size_t period_ = 0;  // bars
  double width_ = 0;        // standard deviations
};

}  // namespace orchestrator
