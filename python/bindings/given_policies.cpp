#include "given_policies.h"

#include <nanobind/stl/string.h>

#include "component_loader.h"
#include "orchestrator/components/component_spec_reader.h"
#include "orchestrator/components/load_component.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

template <typename Policy>
std::unique_ptr<Policy> load_given(nb::handle given, const std::string& where,
                                   std::unique_ptr<Policy> (*load)(const ComponentSpec&, const LoadContext&)) {
  const nb::object split = nb::module_::import_("strategyOrchestrator._plain").attr("split_value")(given, where);
  InterpreterLoader loader(nb::cast<nb::dict>(split[1]));
  LoadContext context;
  context.python = &loader;
  return load(read_component_spec(value_of(nb::object(split[0])), where), context);
}

}  // namespace

std::unique_ptr<EventCostModel> given_fee_model(nb::handle given) { return load_given(given, "/fee_model", load_fee_model); }
std::unique_ptr<EventCostModel> given_slippage_model(nb::handle given) { return load_given(given, "/slippage_model", load_slippage_model); }
std::unique_ptr<FillPolicy> given_fill_policy(nb::handle given) { return load_given(given, "/fill_policy", load_fill_policy); }

}  // namespace orchestrator::python
