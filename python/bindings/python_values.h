// Plain values between Python and the engine.
#pragma once

#include <string>
#include <string_view>

#include "orchestrator/base/params.h"
#include "python.h"

namespace orchestrator::python {

nb::object to_python(const Value& value);
nb::dict to_python(const Params& params);

/// `str(object)`.
std::string text_of(nb::handle object);

/// The way back: None, flags, numbers, texts, lists, tuples, dicts, and numpy's scalars and arrays. Throws TypeError for anything else.
Value value_of(nb::handle object);

/// A text that lives as long as the interpreter, for classes of the engine that only view their names.
std::string_view lasting_text(std::string_view text);

/// The number, or throws: `what` names the value in the message (`bad_value`). Accepts what has `__float__` (numpy scalars), but no text and no
/// bool.
double number_of(nb::handle object, const char* what);

}  // namespace orchestrator::python
