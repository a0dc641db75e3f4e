// Plain values between Python and the engine.
#pragma once

#include <string>

#include "orchestrator/base/params.h"
#include "python.h"

namespace orchestrator::python {

nb::object to_python(const Value& value);
nb::dict to_python(const Params& params);

/// `str(object)`.
std::string text_of(nb::handle object);

/// The number, or throws: `what` names the value in the message (`bad_value`). Accepts what has `__float__` (numpy scalars), but no text and no
/// bool.
double number_of(nb::handle object, const char* what);

}  // namespace orchestrator::python
