// Fees and slippage: a fraction for each event.
#pragma once

#include "orchestrator/trades/trade_event.h"

namespace orchestrator {

/// A cost as a fraction of price (slippage) or of notional (fee), >= 0 and < 1. The same event must always cost the same: it is asked at
/// admission and again at the fill.
class EventCostModel {
 public:
  virtual ~EventCostModel() = default;
  virtual double operator()(const TradeEvent& event) = 0;
};

}  // namespace orchestrator
