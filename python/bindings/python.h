// Nanobind, and what every file of the bindings needs of it.
#pragma once

#include <nanobind/nanobind.h>

namespace orchestrator::python {

namespace nb = nanobind;

/// Containers as the type stubs are to name them.
using AnyDict = nb::typed<nb::dict, nb::str, nb::any>;         // dict[str, Any]
using AnyTuple = nb::typed<nb::tuple, nb::any, nb::ellipsis>;  // tuple[Any, ...]
template <typename T>
using ListOf = nb::typed<nb::list, T>;

}  // namespace orchestrator::python
