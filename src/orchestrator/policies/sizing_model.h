// How much: the scale by which a proposal's size is multiplied.
#pragma once

#include "orchestrator/trades/trade_event.h"

namespace orchestrator {

/// Quantity for a proposal of size 1, in base currency (contracts when inverse). Not > 0 means: do not trade.
class SizingModel {
 public:
  virtual ~SizingModel() = default;
  virtual double operator()(const TradeMeta& meta, TradeEventType action) = 0;
};

}  // namespace orchestrator
