// Holds a configuration against its schema.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace orchestrator::configuration {

/// Throws a configuration error for the first value that the schema refuses: `unknown_key`, `missing_key`, `wrong_type`, `out_of_range`,
/// `not_allowed`, or the schema's `x-code`; with the value seen, and the nearest allowed name as hint.
void require_schema(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace orchestrator::configuration
