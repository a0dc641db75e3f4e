#include "orchestrator/engine/run_components.h"

#include "orchestrator/components/load_component.h"

namespace orchestrator {

RunComponents load_run_components(const RunConfiguration& config, PythonLoader* python) {
  const LoadContext context{config.plugin_path, config.seed, python};
  RunComponents components;
  if (python && first_python_component(config)) {
    components.python = python->begin_run(config);
    components.process_host = components.python->process_host();
  }
  load_strategy(config.strategy, context);  // fails here, not in a worker
  components.make_strategy = [spec = config.strategy, context] { return load_strategy(spec, context); };
  components.fee_model = load_fee_model(config.fee_model, context);
  components.slippage_model = load_slippage_model(config.slippage_model, context);
  components.fill_policy = load_fill_policy(config.fill_policy, context);
  components.sizing_model = load_sizing_model(config.sizing_model, context);
  components.capacity_policy = load_capacity_policy(config.capacity_policy, context);
  components.exit_resolver = load_exit_resolver(config.exit_resolver, context);
  if (config.entry.reference_code) components.entry_reference = load_candle_price(*config.entry.reference_code, context);
  if (config.entry.when_code) components.entry_when = load_candle_test(*config.entry.when_code, context);
  return components;
}

const ComponentSpec* first_python_component(const RunConfiguration& config) {
  for (const ComponentSpec* spec : {&config.strategy, &config.fee_model, &config.slippage_model, &config.fill_policy, &config.sizing_model,
                                    &config.capacity_policy, &config.exit_resolver}) {
    if (names_python(*spec)) return spec;
  }
  for (const auto* code : {&config.entry.reference_code, &config.entry.when_code}) {
    if (*code && names_python(**code)) return &**code;
  }
  return nullptr;
}

}  // namespace orchestrator
