// The extension module `strategyOrchestrator._engine`: the engine's classes, and the ways to run it. What users see is in the package around it.
#include <nanobind/stl/string.h>

#include "bindings.h"
#include "call_watch.h"
#include "orchestrator/base/version.h"
#include "python_errors.h"

NB_MODULE(_engine, m) {
  using namespace orchestrator::python;
  m.attr("__version__") = std::string(orchestrator::engine_version());
  m.attr("__commit__") = std::string(orchestrator::engine_commit());
  nb::set_leak_warnings(false);  // at exit Python does not clear everything that user modules hold
  register_errors();
  bind_market(m);
  bind_trades(m);
  bind_policies(m);
  bind_proposals(m);
  bind_ledger(m);
  bind_native(m);
  bind_indicators(m);
  bind_portfolio(m);
  bind_result(m);
  bind_candles(m);
  bind_run(m);
}
