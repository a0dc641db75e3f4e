// The engine's PythonLoader: modules by name, or objects that the caller of a run brought along.
#pragma once

#include <map>
#include <string>

#include "orchestrator/components/python_loader.h"
#include "python.h"

namespace orchestrator::python {

/// Loads by `strategyOrchestrator._loading`. `objects` maps places in the configuration (`/fee_model`) to objects that are used instead of what the
/// specification there names.
class InterpreterLoader final : public PythonLoader {
 public:
  explicit InterpreterLoader(const nb::dict& objects = {}) { objects_.update(objects); }

  std::unique_ptr<PythonRun> begin_run(const RunConfiguration& config) override;
  std::unique_ptr<BaseStrategy> strategy(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<EventCostModel> fee_model(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<EventCostModel> slippage_model(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<FillPolicy> fill_policy(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<SizingModel> sizing_model(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<CapacityPolicy> capacity_policy(const ComponentSpec& spec, const LoadContext& context) override;
  std::unique_ptr<ExitResolver> exit_resolver(const ComponentSpec& spec, const LoadContext& context) override;
  CandlePrice candle_price(const ComponentSpec& spec, const LoadContext& context) override;
  CandleTest candle_test(const ComponentSpec& spec, const LoadContext& context) override;

 private:
  nb::object load(const char* kind, const ComponentSpec& spec, const LoadContext& context) const;

  /// A strategy that turned out to be one of the engine's own.
  struct NativeStrategySpec {
    ComponentSpec spec;
    std::string name;
  };

  nb::dict objects_;
  std::map<std::string, NativeStrategySpec> native_;  ///< by place; asked for again by threads, which must not touch Python
};

}  // namespace orchestrator::python
