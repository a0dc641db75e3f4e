// Reads `ohlcv_data` with simdjson. Included by sources only, so that simdjson stays out of headers that others see.
#pragma once

#include <simdjson.h>

#include "orchestrator/engine/configuration/inline_rows.h"

namespace orchestrator::configuration {

/// Throws a data error (`bad_row`) for a row of the wrong shape, configuration errors for wrong sections, and lets
/// simdjson::simdjson_error pass for what is not JSON.
InlineRows parse_inline_rows(simdjson::ondemand::value value);

}  // namespace orchestrator::configuration
