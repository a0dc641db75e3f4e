// Where components written in Python come from, in a program that has an interpreter.
#pragma once

#include <memory>

#include "orchestrator/components/component_spec.h"
#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/policies/event_cost_model.h"
#include "orchestrator/policies/fill_policy.h"
#include "orchestrator/policies/sizing_model.h"
#include "orchestrator/strategies/base_strategy.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

class ProcessHost;
struct LoadContext;
struct RunConfiguration;

/// What an interpreter does for as long as a run's components live, e.g. watching the time that their calls take.
class PythonRun {
 public:
  virtual ~PythonRun() = default;
  /// Told of worker processes.
  virtual ProcessHost* process_host() = 0;
};

/// Makes C++ objects that call Python ones. Each function throws strategy errors: `module_not_found`, `module_failed`, `unknown_class`,
/// `wrong_kind`, `constructor_failed`.
class PythonLoader {
 public:
  virtual ~PythonLoader() = default;
  /// Called before the first component of a run is made.
  virtual std::unique_ptr<PythonRun> begin_run(const RunConfiguration& config) = 0;
  virtual std::unique_ptr<BaseStrategy> strategy(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<EventCostModel> fee_model(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<EventCostModel> slippage_model(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<FillPolicy> fill_policy(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<SizingModel> sizing_model(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<CapacityPolicy> capacity_policy(const ComponentSpec& spec, const LoadContext& context) = 0;
  virtual std::unique_ptr<ExitResolver> exit_resolver(const ComponentSpec& spec, const LoadContext& context) = 0;
  /// A leg's reference price: a function of the first candle.
  virtual CandlePrice candle_price(const ComponentSpec& spec, const LoadContext& context) = 0;
  /// When a leg becomes live: a predicate on candles.
  virtual CandleTest candle_test(const ComponentSpec& spec, const LoadContext& context) = 0;
};

/// Whether the specification names Python code: a module that is neither a path nor a shared library, or a `.py` file; also as a member of an
/// ensemble.
bool names_python(const ComponentSpec& spec);

}  // namespace orchestrator
