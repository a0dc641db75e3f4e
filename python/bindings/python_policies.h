// Python policies behind the engine's interfaces.
#pragma once

#include <memory>

#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "python.h"

namespace orchestrator::python {

/// What a Python fill policy sees of the market: the candle of the event, and the fraction by which the price slips.
struct BookView {
  Candle candle;
  double slippage = 0;
};

/// `name` is the policy's key in the configuration. Objects are functions, or instances of the interfaces' Python classes; native ones are unwrapped.
std::unique_ptr<EventCostModel> make_cost_model(nb::object object, const char* name);
std::unique_ptr<SizingModel> make_sizing_model(nb::object object);
std::unique_ptr<CapacityPolicy> make_capacity_policy(nb::object object);
std::unique_ptr<FillPolicy> make_fill_policy(nb::object object);

}  // namespace orchestrator::python
