#include "component_loader.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "call_watch.h"
#include "candle_functions.h"
#include "interpreter_host.h"
#include "native_components.h"
#include "orchestrator/components/load_component.h"
#include "python_errors.h"
#include "python_policies.h"
#include "python_strategy.h"
#include "python_values.h"

namespace orchestrator::python {

/// An object that is ready for use. Errors of `_loading` are of its own class, with code, place and hint; anything else that is raised comes from the
/// user's module or constructor.
nb::object InterpreterLoader::load(const char* kind, const ComponentSpec& spec, const LoadContext& context) const {
  const nb::object loading = nb::module_::import_("strategyOrchestrator._loading");
  const nb::str where(spec.where.c_str());
  const nb::object brought = objects_.contains(where) ? nb::object(objects_[where]) : nb::none();
  try {
    return loading.attr("load")(kind, spec.module, spec.class_name, to_python(spec.params), context.plugin_path, brought);
  } catch (nb::python_error& raised) {
    if (!raised.matches(loading.attr("LoadError"))) throw error_of(raised, "module_failed", spec.where);
    const nb::object failure = nb::borrow(raised.value());
    const auto text = [&](const char* name) { return nb::cast<std::string>(failure.attr(name)); };
    throw strategy_error(text("code"), text("message"), spec.where + text("below"), text("hint")).with_details(text("details"));
  }
}

namespace {

class WatchedRun final : public PythonRun {
 public:
  explicit WatchedRun(const TimeLimits& limits) : watch_(limits) {}
  ProcessHost* process_host() override { return &host_; }

 private:
  InterpreterHost host_;
  CallWatch watch_;
};

/// One of the engine's own policies is made by the engine; anything else is wrapped.
template <typename Policy, typename Wrap>
std::unique_ptr<Policy> native_or(nb::object object, const char* kind, const ComponentSpec& spec, const LoadContext& context,
                                  std::unique_ptr<Policy> (*load_native)(const ComponentSpec&, const LoadContext&), const Wrap& wrap) {
  const std::optional<NativeForm> native = native_form(object, kind, spec.where);
  if (!native) return wrap(std::move(object));
  LoadContext own = context;
  own.seed = native->seed.value_or(context.seed);
  return load_native(native->spec, own);
}

}  // namespace

std::unique_ptr<PythonRun> InterpreterLoader::begin_run(const RunConfiguration& config) {
  native_.clear();
  return std::make_unique<WatchedRun>(config.time_limits);
}

std::unique_ptr<BaseStrategy> InterpreterLoader::strategy(const ComponentSpec& spec, const LoadContext& context) {
  auto known = native_.find(spec.where);
  if (known == native_.end()) {
    nb::object instance = load("strategy", spec, context);
    const std::optional<NativeForm> native = native_form(instance, "strategy", spec.where);
    if (!native) return make_python_strategy(std::move(instance));
    objects_.update(native->members);
    known = native_.emplace(spec.where, NativeStrategySpec{native->spec, native->name}).first;
  }
  return under_name(load_strategy(known->second.spec, context), known->second.name);
}

std::unique_ptr<EventCostModel> InterpreterLoader::fee_model(const ComponentSpec& spec, const LoadContext& context) {
  return native_or<EventCostModel>(load("fee_model", spec, context), "fee_model", spec, context, load_fee_model,
                                   [](nb::object object) { return make_cost_model(std::move(object), "fee_model"); });
}
std::unique_ptr<EventCostModel> InterpreterLoader::slippage_model(const ComponentSpec& spec, const LoadContext& context) {
  return native_or<EventCostModel>(load("slippage_model", spec, context), "slippage_model", spec, context, load_slippage_model,
                                   [](nb::object object) { return make_cost_model(std::move(object), "slippage_model"); });
}
std::unique_ptr<FillPolicy> InterpreterLoader::fill_policy(const ComponentSpec& spec, const LoadContext& context) {
  return native_or<FillPolicy>(load("fill_policy", spec, context), "fill_policy", spec, context, load_fill_policy, make_fill_policy);
}
std::unique_ptr<SizingModel> InterpreterLoader::sizing_model(const ComponentSpec& spec, const LoadContext& context) {
  return native_or<SizingModel>(load("sizing_model", spec, context), "sizing_model", spec, context, load_sizing_model, make_sizing_model);
}
std::unique_ptr<CapacityPolicy> InterpreterLoader::capacity_policy(const ComponentSpec& spec, const LoadContext& context) {
  return native_or<CapacityPolicy>(load("capacity_policy", spec, context), "capacity_policy", spec, context, load_capacity_policy,
                                   make_capacity_policy);
}
std::unique_ptr<ExitResolver> InterpreterLoader::exit_resolver(const ComponentSpec& spec, const LoadContext& context) {
  return make_exit_resolver(load("exit_resolver", spec, context));
}
CandlePrice InterpreterLoader::candle_price(const ComponentSpec& spec, const LoadContext& context) {
  return make_candle_price(load("candle_price", spec, context));
}
CandleTest InterpreterLoader::candle_test(const ComponentSpec& spec, const LoadContext& context) {
  return make_candle_test(load("candle_test", spec, context));
}

}  // namespace orchestrator::python
