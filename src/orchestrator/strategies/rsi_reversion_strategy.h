// Bets on the return from an extreme (docs/strategies.md).
#pragma once

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/column_strategy.h"

namespace orchestrator {

/// BUY when the RSI crosses up through oversold, SELL when it crosses down through overbought.
class RSIReversionStrategy final : public ColumnStrategy<RSIReversionStrategy> {
 public:
  static const ComponentInfo& info();
  explicit RSIReversionStrategy(const Params& params = {}) { RSIReversionStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  std::size_t get_required_lookback(Interval) const override { return period_ + 2; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override;

  static constexpr std::size_t kReach = 1;
  Verdict at(const SymbolBars& bars, std::size_t bar) const;

 private:
  std::size_t period_ = 0;                // bars
  double oversold_ = 0, overbought_ = 0;  // 0 … 100
};

}  // namespace orchestrator
