// The loaded components of a run: objects made from the configuration's specifications.
#pragma once

#include <functional>
#include <memory>

#include "orchestrator/components/python_loader.h"
#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/process_host.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

/// Everything of a run that a user may replace. Objects from a plug-in keep its library loaded.
struct RunComponents {
  std::unique_ptr<PythonRun> python;                             ///< of runs with components in Python; ends after them
  std::function<std::unique_ptr<BaseStrategy>()> make_strategy;  ///< a new instance for each job; callable from several threads
  std::unique_ptr<EventCostModel> fee_model;
  std::unique_ptr<EventCostModel> slippage_model;
  std::unique_ptr<FillPolicy> fill_policy;
  std::unique_ptr<SizingModel> sizing_model;
  std::unique_ptr<CapacityPolicy> capacity_policy;
  std::shared_ptr<ExitResolver> exit_resolver;  ///< null: the bracket rules of section 5
  CandlePrice entry_reference;                  ///< empty: what the configuration's `entry` says
  CandleTest entry_when;                        ///< empty: likewise
  ProcessHost* process_host = nullptr;          ///< told of worker processes; outlives the run. Null: nobody is
};

/// Loads every component of a run. Throws a configuration error for what a built-in refuses, and a strategy error for code that
/// cannot be loaded. `python` makes what is written in Python, and outlives the components; null: nothing can.
RunComponents load_run_components(const RunConfiguration& config, PythonLoader* python = nullptr);

/// The first component of the run that is written in Python; null: none is.
const ComponentSpec* first_python_component(const RunConfiguration& config);

}  // namespace orchestrator
