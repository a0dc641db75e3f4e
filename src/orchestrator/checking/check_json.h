// The outcome of a check as JSON.
#pragma once

#include <string>

#include "orchestrator/checking/strategy_check.h"

namespace orchestrator {

/// One indented document; docs/checking.md names its keys. Numbers read back to the same bits.
std::string to_json(const StrategyCheck& check);

}  // namespace orchestrator
