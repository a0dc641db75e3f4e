// The yardstick: buy once, keep (docs/strategies.md).
#pragma once

#include <cstddef>
#include <optional>

#include "orchestrator/base/component_info.h"
#include "orchestrator/base/time.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

/// One BUY on the first decision bar, without take-profit and stop-loss.
class BuyAndHoldStrategy final : public BaseStrategy {
 public:
  static const ComponentInfo& info();
  explicit BuyAndHoldStrategy(const Params& params = {}) { BuyAndHoldStrategy::set_params(params); }

  std::string name() const override { return info().class_name; }
  void set_params(const Params& params) override;
  Decision decide(const BarView& bars) override;
  void reset() override { bought_at_.reset(); }
  bool has_decide_range() const override { return true; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override;

 private:
  static Decision buy();
  std::optional<TimeMs> bought_at_;  ///< the bar's open time, not just that it was: asked about it again, the answer is the same
};

}  // namespace orchestrator
