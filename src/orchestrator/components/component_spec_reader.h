// Component specifications out of plain values.
#pragma once

#include <string>

#include "orchestrator/components/component_spec.h"

namespace orchestrator {

/// Reads any form: null, number, text, `{"builtin", "params"}`, `{"module", "class", "params"}`. Throws configuration errors at `where`:
/// `wrong_type`, `unknown_key`, `missing_key`, and `conflict` when it names both a built-in and a module.
ComponentSpec read_component_spec(const Value& value, const std::string& where);

}  // namespace orchestrator
