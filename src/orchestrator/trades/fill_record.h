// What was filled.
#pragma once

#include "orchestrator/trades/trade_event.h"

namespace orchestrator {

/// One fill. Quantity > 0; the side tells the sign. Fee in cash currency.
struct FillRecord {
  TimeMs ts = 0;
  Side side = Side::kBuy;
  double price = 0;
  double quantity = 0;
  double fee = 0;         ///< set by the portfolio after the fill
  bool overflow = false;  ///< more than the offered depth, filled at the worst level
  std::uint64_t proposal_id = 0;
  std::uint32_t leg = 0;
};

}  // namespace orchestrator
