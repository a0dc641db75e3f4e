// Trade plans as bytes, as far as they are values.
#pragma once

#include "orchestrator/engine/wire_bytes.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

/// `plan` holds no functions.
void encode_plan(const TradePlan& plan, WireWriter& out);

/// Numbers are taken as they are, as from a plan made in this process; throws `bad_worker_message` for what is no plan.
TradePlan decode_plan(WireReader& in);

}  // namespace orchestrator
