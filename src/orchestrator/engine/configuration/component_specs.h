// Component specifications out of the JSON tree.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "orchestrator/components/component_spec.h"

namespace orchestrator::configuration {

/// The specification written at `path`. `conflict` when it names both a built-in and a module.
ComponentSpec to_component_spec(const nlohmann::json& value, const std::string& path);

}  // namespace orchestrator::configuration
