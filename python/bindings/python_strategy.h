// A strategy written in Python behind the engine's interface.
#pragma once

#include <memory>

#include "orchestrator/strategies/base_strategy.h"
#include "python.h"

namespace orchestrator::python {

/// Wraps an instance of a strategy class. It is used by one thread that holds the interpreter's lock.
std::unique_ptr<BaseStrategy> make_python_strategy(nb::object instance);

}  // namespace orchestrator::python
