// From a tree that fits the schema to the run's settings, key by key.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orchestrator/engine/configuration.h"

namespace orchestrator::configuration {

/// Reads every key but `ohlcv_data`. Absent keys keep their defaults. Throws configuration errors for what a schema cannot say:
/// `bad_symbol`, `duplicate_symbol`, `bad_time`.
void read_fields(const nlohmann::json& tree, RunConfiguration& config);

}  // namespace orchestrator::configuration
