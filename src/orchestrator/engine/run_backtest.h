// One back-test from configuration to result.
#pragma once

#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/run_components.h"
#include "orchestrator/repository/candle_repository.h"
#include "orchestrator/results/backtest_result.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

/// Who watches a run, and how closely it watches itself.
struct RunContext : RunWatch {
  bool check_every_event = kChecksByDefault;  ///< conservation after each event, not only at the end
};

/// Loads the candles, lets the strategy propose in parallel, executes in order, and computes the figures. Throws Error: see its kinds.
BacktestResult run_backtest(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                            RunContext& context);

}  // namespace orchestrator
