#include "orchestrator/policies/aggressive_market_policy.h"

namespace orchestrator {

void AggressiveMarketPolicy::fill(const TradeEvent& event, double slippage, const Book& /*book*/, std::vector<FillRecord>& fills) {
  fills.push_back({.ts = event.ts,
                   .side = event.side,
                   .price = worst_price(event, slippage),
                   .quantity = event.quantity,
                   .proposal_id = event.proposal_id,
                   .leg = event.leg});
}

}  // namespace orchestrator
