// Slippage models: a fraction of price, against us. (`zero` and constant slippage are StaticCost.)
#pragma once

#include "orchestrator/base/random.h"
#include "orchestrator/policies/event_cost_model.h"

namespace orchestrator {

/// Uniform in [0, 0.001), a pure function of (seed, proposal, leg or exit): docs/semantics.md, section 9.
class RandomSlippage final : public EventCostModel {
 public:
  explicit RandomSlippage(std::uint64_t seed) : seed_(seed) {}
  double operator()(const TradeEvent& event) override {
    const bool entry = event.type == TradeEventType::kOpen;
    return kMaximum *
           uniform01(seed_, event.proposal_id, entry ? RandomPurpose::kEntrySlippage : RandomPurpose::kExitSlippage, entry ? event.leg : 0);
  }

 private:
  static constexpr double kMaximum = 0.001;
  std::uint64_t seed_;
};

}  // namespace orchestrator
