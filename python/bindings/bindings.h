// The parts of the module, in the order in which they are bound.
#pragma once

#include "python.h"

namespace orchestrator::python {

void bind_market(nb::module_& m);
void bind_trades(nb::module_& m);
void bind_policies(nb::module_& m);
void bind_proposals(nb::module_& m);
void bind_ledger(nb::module_& m);
void bind_native(nb::module_& m);
void bind_indicators(nb::module_& m);
void bind_portfolio(nb::module_& m);
void bind_result(nb::module_& m);
void bind_candles(nb::module_& m);
void bind_run(nb::module_& m);

}  // namespace orchestrator::python
