// Policies that Python hands over in any of the ways in which a configuration names one.
#pragma once

#include <memory>

#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "python.h"

namespace orchestrator::python {

/// From None (the default), a number, a built-in's token, a mapping, or a Python object, function or class. Throws the errors that loading a run's
/// components throws.
std::unique_ptr<EventCostModel> given_fee_model(nb::handle given);
std::unique_ptr<EventCostModel> given_slippage_model(nb::handle given);
std::unique_ptr<FillPolicy> given_fill_policy(nb::handle given);

}  // namespace orchestrator::python
