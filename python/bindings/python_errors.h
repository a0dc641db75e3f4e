// Exceptions on their way between Python and the engine.
#pragma once

#include <string>
#include <utility>

#include "orchestrator/base/error.h"
#include "python.h"

namespace orchestrator::python {

/// What user code raised, as the engine's error: the message is `ValueError: text`, the hint says file, line and function, the details are the
/// traceback. Ctrl-C becomes the `interrupted` error.
Error error_of(nb::python_error& raised, const char* code, const std::string& where = {});

/// Runs user code; what it raises becomes a strategy error with this code and place.
template <typename Code>
auto guarded(const char* code, const std::string& where, Code&& run) {
  try {
    return std::forward<Code>(run)();
  } catch (nb::python_error& raised) {
    throw error_of(raised, code, where);
  }
}

/// `int`, `str`, … and the value, shortened: for messages about what user code returned.
std::string shown(nb::handle object);

/// Lets the engine's errors reach Python as `strategyOrchestrator.errors.BacktestError`, and interruptions as KeyboardInterrupt.
void register_errors();

}  // namespace orchestrator::python
