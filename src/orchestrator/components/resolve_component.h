// One meaning for every spelling of a component.
#pragma once

#include <string_view>

#include "orchestrator/components/component_spec.h"

namespace orchestrator {

/// The same specification in its plainest form: nothing, a number, a token or a class name all become a built-in's token with every
/// parameter that has a default filled in and checked. Modules stay as they are; so does an absent `exit_resolver`.
/// Throws configuration errors: `unknown_component` (hint: the nearest token), `unknown_parameter`, `wrong_type`, `invalid_parameter`, …
ComponentSpec resolve_component(const ComponentSpec& spec, std::string_view kind);

}  // namespace orchestrator
