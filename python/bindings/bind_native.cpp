// The engine's own strategies and policies, for the package's classes around them.
#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "builtin_arguments.h"
#include "native_strategy.h"
#include "orchestrator/components/catalogue.h"
#include "orchestrator/components/load_component.h"
#include "orchestrator/components/resolve_component.h"
#include "python_policies.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

ComponentSpec builtin_spec(const std::string& builtin, const AnyDict& params) {
  ComponentSpec spec;
  spec.form = ComponentSpec::Form::kBuiltin;
  spec.builtin = builtin;
  const Value values = value_of(params);
  spec.params = Params(*values.as_map());
  return spec;
}

/// Every parameter by name, in the order of the built-in's table; None for one that has no value.
AnyDict native_params(const std::string& kind, const std::string& builtin, const AnyDict& params) {
  const ComponentSpec plain = checked_arguments([&] { return resolve_component(builtin_spec(builtin, params), kind); });
  nb::dict values;
  for (const ComponentInfo& info : builtins_of(kind)) {
    if (info.token != plain.builtin) continue;
    for (const ParameterSpec& parameter : info.parameters) {
      const Value* value = plain.params.find(parameter.name);
      values[parameter.name.c_str()] = value ? to_python(*value) : nb::none();
    }
  }
  return values;
}

template <typename Policy>
auto native_policy(std::unique_ptr<Policy> (*load)(const ComponentSpec&, const LoadContext&)) {
  return [load](const std::string& builtin, const AnyDict& params, std::uint64_t seed) {
    LoadContext context;
    context.seed = seed;
    return checked_arguments([&] { return load(builtin_spec(builtin, params), context); });
  };
}

ListOf<FillRecord> filled(FillPolicy& policy, const TradeEvent& event, const BookView& book) {
  const Candle& c = book.candle;
  const CandleSpan candle{{&c.open_time, 1}, {&c.open, 1}, {&c.high, 1}, {&c.low, 1}, {&c.close, 1}, {&c.volume, 1}};
  std::vector<FillRecord> fills;
  policy.fill(event, book.slippage, Book(candle, 0), fills);
  nb::list records;
  for (const FillRecord& fill : fills) records.append(fill);
  return records;
}

void bind_strategy(nb::module_& m) {
  using nb::arg;
  nb::class_<NativeStrategy>(m, "NativeStrategy",
                             "One of the engine's strategies. `strategyOrchestrator.entities.strategies` has classes around it.")
      .def(nb::init<const AnyDict&, const AnyDict&>(), arg("spec"), arg("members"))
      .def("lookback", &NativeStrategy::lookback, arg("interval"))
      .def("required_indicators", &NativeStrategy::required_indicators, arg("interval"))
      .def("indicator_periods", &NativeStrategy::indicator_periods, arg("interval"))
      .def("decide", &NativeStrategy::decide, arg("candles"), arg("indicators"), arg("interval"), arg("tp_ratio"), arg("sl_ratio"),
           arg("symbol"),
           "candles: open_time (int64, ms), open, high, low, close, volume (float64). indicators: an array a request, or None to have it "
           "computed.")
      .def("fit", &NativeStrategy::fit, arg("candles"), arg("interval"))
      .def("reset", &NativeStrategy::reset);
}

void bind_native_policies(nb::module_& m) {
  using nb::arg;
  nb::class_<EventCostModel>(m, "NativeCostModel", "One of the engine's fee or slippage models.")
      .def("__call__", [](EventCostModel& self, const TradeEvent& event) { return self(event); }, arg("event"));
  nb::class_<SizingModel>(m, "NativeSizingModel", "One of the engine's sizing models.")
      .def(
          "__call__", [](SizingModel& self, const TradeMeta& meta, TradeEventType action) { return self(meta, action); }, arg("meta"),
          arg("action"));
  nb::class_<CapacityPolicy>(m, "NativeCapacityPolicy", "One of the engine's capacity policies.")
      .def("admit", &CapacityPolicy::admit, arg("meta"), arg("new_legs"), arg("state"));
  nb::class_<FillPolicy>(m, "NativeFillPolicy", "One of the engine's fill policies.")
      .def("fill", &filled, arg("event"), arg("book"))
      .def("worst_price", &FillPolicy::worst_price, arg("event"), arg("slippage"));

  const auto def = [&](const char* name, auto factory) { m.def(name, std::move(factory), arg("builtin"), arg("params"), arg("seed") = 0); };
  def("native_fee_model", native_policy(load_fee_model));
  def("native_slippage_model", native_policy(load_slippage_model));
  def("native_sizing_model", native_policy(load_sizing_model));
  def("native_capacity_policy", native_policy(load_capacity_policy));
  def("native_fill_policy", native_policy(load_fill_policy));
}

}  // namespace

void bind_native(nb::module_& m) {
  using nb::arg;
  m.def("native_params", &native_params, arg("kind"), arg("builtin"), arg("params"),
        "A built-in's parameters with the defaults filled in; None: it has no value.");
  bind_strategy(m);
  bind_native_policies(m);
}

}  // namespace orchestrator::python
