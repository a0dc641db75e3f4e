// Where a run's candles come from.
#pragma once

#include <memory>

#include "orchestrator/engine/configuration.h"
#include "orchestrator/repository/candle_repository.h"

namespace orchestrator {

/// The configuration's own candles when it has any, otherwise the candle store: `data.root`, else $ORCHESTRATOR_DATA, else ./data; its market
/// folder from `data.market`, else `spot` for SPOT, `cm` for inverse contracts and `um` for the other perpetuals.
std::unique_ptr<CandleRepository> open_run_repository(const RunConfiguration& config);

}  // namespace orchestrator
