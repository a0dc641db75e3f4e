// `ohlcv_data` made ready for a run: canonical names, sorted and valid series.
#pragma once

#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/configuration/inline_rows.h"

namespace orchestrator::configuration {

/// Takes the rows into `config.inline_data`; without `symbols` the main section's names become the run's. Throws data errors for invalid
/// candles and rates, and configuration errors for symbols that don't belong together.
void read_inline_data(InlineRows rows, RunConfiguration& config);

}  // namespace orchestrator::configuration
