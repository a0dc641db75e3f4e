// A hash of the data that a run used, wherever it came from (note 10.f).
#pragma once

#include <string>

#include "orchestrator/engine/market_data.h"

namespace orchestrator {

/// 32 hex digits: XXH3-128 over names, intervals and every used column.
std::string fingerprint(const MarketData& data);

}  // namespace orchestrator
