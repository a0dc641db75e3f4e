// The table of the built-in strategies.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/component_info.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

/// Loads a strategy that is a parameter of another one, from any form of component specification. `where` is its JSON path.
using MemberLoader = std::function<std::unique_ptr<BaseStrategy>(const Value& spec, const std::string& where)>;

struct BuiltinStrategy {
  const ComponentInfo* info;
  /// Throws a configuration error for parameters that cannot be meant. The loader is used by `ensemble` only.
  std::function<std::unique_ptr<BaseStrategy>(const Params&, const MemberLoader&)> make;
};

/// In the order in which they are documented.
const std::vector<BuiltinStrategy>& builtin_strategies();

/// By token (`ema_cross`) or class name (`EMACrossStrategy`); nullptr when there is none.
const BuiltinStrategy* find_builtin_strategy(std::string_view name);

}  // namespace orchestrator
