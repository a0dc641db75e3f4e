// The default fill: everything at once, at the price moved by the slippage.
#pragma once

#include "orchestrator/policies/fill_policy.h"

namespace orchestrator {

/// One fill at price * (1 + side * slippage).
class AggressiveMarketPolicy final : public FillPolicy {
 public:
  void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) override;
};

}  // namespace orchestrator
