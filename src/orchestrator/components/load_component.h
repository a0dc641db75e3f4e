// Turns component specifications into objects: built-ins from their tables, everything else from plug-ins.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "orchestrator/components/component_spec.h"
#include "orchestrator/components/python_loader.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

/// What loading needs besides the specification.
struct LoadContext {
  std::vector<std::string> plugin_path;  ///< folders in which relative modules are looked for
  std::uint64_t seed = 0;                ///< of built-ins that draw random numbers
  PythonLoader* python = nullptr;        ///< null: this program has no interpreter
};

/// Each makes one object. Throws configuration errors for what a built-in refuses (`unknown_component`, `unknown_parameter`, …) and strategy
/// errors for code that can't be loaded or is of the wrong kind (see PluginLibrary and PythonLoader; `python_unavailable` without an interpreter).
std::unique_ptr<BaseStrategy> load_strategy(const ComponentSpec& spec, const LoadContext& context);
std::unique_ptr<EventCostModel> load_fee_model(const ComponentSpec& spec, const LoadContext& context);
std::unique_ptr<EventCostModel> load_slippage_model(const ComponentSpec& spec, const LoadContext& context);
std::unique_ptr<FillPolicy> load_fill_policy(const ComponentSpec& spec, const LoadContext& context);
std::unique_ptr<SizingModel> load_sizing_model(const ComponentSpec& spec, const LoadContext& context);
std::unique_ptr<CapacityPolicy> load_capacity_policy(const ComponentSpec& spec, const LoadContext& context);
/// Null when the specification is the default: the bracket rules need no object.
std::unique_ptr<ExitResolver> load_exit_resolver(const ComponentSpec& spec, const LoadContext& context);
/// Functions of candles for legs. They come from Python only: `not_python` for a shared library.
CandlePrice load_candle_price(const ComponentSpec& spec, const LoadContext& context);
CandleTest load_candle_test(const ComponentSpec& spec, const LoadContext& context);

}  // namespace orchestrator
