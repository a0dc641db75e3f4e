// The hand-written part of the schema: every key but the built-in components.
#pragma once

#include <string_view>

namespace orchestrator::configuration {

/// JSON text of the top-level `properties`. A value `"INTERVAL"`, `"TIME"` or `"COMPONENT:kind"` under `$use` stands for a schema that
/// configuration_schema.cpp fills in.
std::string_view schema_properties();

}  // namespace orchestrator::configuration
