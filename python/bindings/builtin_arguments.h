// Arguments of Python constructors that the engine's own tables check.
#pragma once

#include <string>
#include <utility>

#include "orchestrator/base/error.h"
#include "orchestrator/market/interval.h"
#include "python.h"

namespace orchestrator::python {

/// The engine's message and hint, as Python says it: TypeError for a name, a type or something that is missing, ValueError for everything else.
[[noreturn]] void raise_argument_error(const Error& error);

/// Runs code that takes a user's arguments: what the engine refuses as a configuration error is raised as above.
template <typename Code>
auto checked_arguments(Code&& run) {
  try {
    return std::forward<Code>(run)();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kConfiguration) throw;
    raise_argument_error(error);
  }
}

/// `"1h"`; throws ValueError for what is no interval.
Interval read_interval(const std::string& name);

}  // namespace orchestrator::python
