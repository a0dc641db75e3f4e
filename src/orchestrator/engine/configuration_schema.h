// The JSON Schema (draft-07) of a configuration: what `orchestrator schema` prints and what configurations are validated with.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace orchestrator {

/// The schema, with the built-in components' tokens and parameters filled in. Two keywords are our own: `x-code`, the code of the error
/// when a value does not fit, and `x-component`, the kind of component that a value names.
nlohmann::ordered_json configuration_schema();

/// The configuration reference in Markdown, written from the schema: docs/configuration.md.
std::string configuration_markdown();

}  // namespace orchestrator
