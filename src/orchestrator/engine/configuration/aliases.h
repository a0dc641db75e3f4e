// Keys of older configurations, and spellings that mean the same.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "orchestrator/market/warning.h"

namespace orchestrator::configuration {

/// Renames older keys in place: `initial_capital`, `use_perpetuals`, `position_size_pct`, `max_positions`. Both an older and its newer key
/// are a `conflict`. Values of the wrong type are left for the schema to report.
void resolve_aliases(nlohmann::json& tree, Warnings& warnings);

/// Spells values one way: `market` in capitals, whole floating-point numbers as integers (except `entry.when`, where they differ).
void normalise_values(nlohmann::json& tree);

}  // namespace orchestrator::configuration
