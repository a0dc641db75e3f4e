// Why a value does not fit the schema, for a person. valijson decides *whether* it fits; this finds the place and the words.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace orchestrator::configuration {

/// Whether valijson accepts the value.
bool fits_schema(const nlohmann::json& schema, const nlohmann::json& value);

/// Throws the configuration error of the first misfit found, depth first, unknown keys before missing ones (a mistyped key is both).
/// Returns when it finds nothing to blame.
void explain_misfit(const nlohmann::json& schema, const nlohmann::json& value, const std::string& path);

}  // namespace orchestrator::configuration
