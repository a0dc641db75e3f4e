// Table rows that several built-in strategies share.
#pragma once

#include <string>
#include <utility>

#include "orchestrator/base/component_info.h"
#include "orchestrator/indicators/indicator_catalogue.h"

namespace orchestrator {

/// A whole number of bars, `min` to kLongestPeriod.
inline ParameterSpec period_spec(std::string name, Value fallback, std::string doc, double min = 1) {
  return {std::move(name), "integer", std::move(fallback), min, kLongestPeriod, std::move(doc)};
}

}  // namespace orchestrator
