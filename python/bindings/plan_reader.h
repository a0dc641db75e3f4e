// A decision's own trade plan: legs and exits other than the run's.
#pragma once

#include <memory>

#include "orchestrator/trades/trade_plan.h"
#include "python.h"

namespace orchestrator::python {

/// The plan of a decision: `plan` (a TradeProposalBuilder, or a TradePlan that came with another decision), or any of `legs` (a list of OrderLeg), `crossing_policy`, `max_holding_bars`,
/// `trailing_stop_pct`, `exit_resolver`; what it leaves out has the defaults of a TradePlan. Null when it has none of these.
std::shared_ptr<const TradePlan> read_plan(nb::handle decision);

/// `prefer_sl`, `prefer_tp` or `random`; throws a strategy error (`bad_decision`) for anything else.
CrossingPolicy read_crossing_policy(nb::handle value);

}  // namespace orchestrator::python
