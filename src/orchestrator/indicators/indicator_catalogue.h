// The table of all indicators: names, parameters, limits, one line each.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "orchestrator/base/component_info.h"
#include "orchestrator/indicators/indicator.h"

namespace orchestrator {

inline constexpr double kLongestPeriod = 1e6;  ///< bars; state is O(period), so more is a mistake, not a wish

struct IndicatorInfo {
  std::string name;
  std::vector<ParameterSpec> parameters;  ///< in the order of IndicatorRequest::parameters; null default: required
  std::string summary;
  /// Takes all parameters, defaults filled in and limits checked.
  std::function<std::unique_ptr<Indicator>(std::span<const double>)> make;
};

/// In the order in which they are documented.
const std::vector<IndicatorInfo>& indicator_catalogue();

}  // namespace orchestrator
