// The built-in policies: how a configuration names them, what they take, and how they are made.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "orchestrator/base/component_info.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"

namespace orchestrator {

/// One built-in of kind `Policy`. `number_parameter` names the parameter that a bare number in a configuration sets; empty: none.
template <typename Policy>
struct PolicyEntry {
  ComponentInfo info;
  std::string number_parameter;
  std::function<std::unique_ptr<Policy>(const Params& params, std::uint64_t seed)> make;
};

/// The first entry of each list is the default.
const std::vector<PolicyEntry<EventCostModel>>& fee_models();
const std::vector<PolicyEntry<EventCostModel>>& slippage_models();
const std::vector<PolicyEntry<FillPolicy>>& fill_policies();
const std::vector<PolicyEntry<SizingModel>>& sizing_models();
const std::vector<PolicyEntry<CapacityPolicy>>& capacity_policies();

}  // namespace orchestrator
