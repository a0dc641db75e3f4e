// What one planned trade would have come to on its own: no portfolio, no capacity, all the cash it needs.
#pragma once

#include <optional>
#include <vector>

#include "orchestrator/portfolio/portfolio_settings.h"
#include "orchestrator/portfolio/trade_record.h"
#include "orchestrator/trades/fill_record.h"
#include "orchestrator/trades/trade_proposal_builder.h"

namespace orchestrator {

/// A realized trade. `trade` is absent when no leg filled.
struct RealizedTrade {
  std::vector<FillRecord> fills;  ///< in order, fees included
  std::optional<TradeRecord> trade;
  std::vector<std::string> labels;  ///< of a resolver's exit
};

/// Executes the trade on its detail candles by the rules of sections 4, 5 and 7; what is open at the end is closed at the last close (FINAL).
/// Of the policies, sizing and capacity are not asked.
RealizedTrade realize(const PlannedTrade& planned, const PortfolioPolicies& policies, Interval decision_interval);

/// The events of the trade before costs: an OPEN for each leg that fills, and the CLOSE.
std::vector<TradeEvent> build_events(const PlannedTrade& planned, Interval decision_interval);

}  // namespace orchestrator
