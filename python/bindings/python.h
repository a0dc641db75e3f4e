// Nanobind, and what every file of the bindings needs of it.
#pragma once

#include <nanobind/nanobind.h>

namespace orchestrator::python {

namespace nb = nanobind;

}  // namespace orchestrator::python
