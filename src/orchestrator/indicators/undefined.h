// The value of an indicator where it is not defined.
#pragma once

#include <limits>

namespace orchestrator {

/// Every comparison with it is false, so an undefined value never makes a signal.
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

}  // namespace orchestrator
