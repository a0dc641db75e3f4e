// Uses a function of the engine that is not header-only, which nobody can give it.
#include "orchestrator/base/time.h"
#include "orchestrator/components/plugin.h"

class Strategy final : public orchestrator::BaseStrategy {
 public:
  std::string name() const override { return orchestrator::format_time(0); }
  orchestrator::Decision decide(const orchestrator::BarView&) override { return {}; }
};

ORCHESTRATOR_PLUGIN(plugin) { plugin.strategy<Strategy>("Strategy"); }
