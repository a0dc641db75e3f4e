// The identity of a configuration: equal for spellings that mean the same (docs/semantics.md, 10.f).
#pragma once

#include <string>

#include "orchestrator/engine/configuration.h"

namespace orchestrator::configuration {

/// The effective configuration as canonical JSON (sorted keys, defaults filled in), without where candles come from, the worker count and
/// what is printed.
std::string canonical_text(const RunConfiguration& config);

/// XXH3-128 of the canonical text, 32 hex digits.
std::string hash_of(const RunConfiguration& config);

}  // namespace orchestrator::configuration
