// `--set key=value`: single values changed from the command line.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace orchestrator::configuration {

/// Applies `a.b.c=value` to the tree in order, making objects on the way. A number steps into a list. The value is read as JSON, or taken
/// as text when it is none. A component named by its token alone (`"strategy": "ema_cross"`) becomes an object when a
/// part of it is set (`strategy.params.fast=5`). Throws configuration errors: `bad_override`, `not_allowed` for `ohlcv_data`.
void apply_overrides(nlohmann::json& tree, const std::vector<std::string>& overrides);

}  // namespace orchestrator::configuration
