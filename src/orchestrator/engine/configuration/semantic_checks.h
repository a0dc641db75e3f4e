// What a schema cannot say: keys that must agree with each other.
#pragma once

#include "orchestrator/engine/configuration.h"

namespace orchestrator::configuration {

/// Throws a configuration error (`conflict`, `out_of_range`, `missing_key`, `unknown_symbol`, …) for settings that cannot mean a run; adds
/// warnings for settings that mean nothing in this one.
void require_consistent(RunConfiguration& config);

}  // namespace orchestrator::configuration
