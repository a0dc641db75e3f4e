// A finished back-test as Python holds it.
#pragma once

#include "orchestrator/results/backtest_result.h"

namespace orchestrator::python {

/// The engine's result, kept whole: everything Python asks for is made when asked, arrays are views of it.
struct RunResult {
  BacktestResult result;
};

}  // namespace orchestrator::python
