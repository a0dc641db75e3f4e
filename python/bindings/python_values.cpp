#include "python_values.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "orchestrator/base/error.h"
#include "python_errors.h"

namespace orchestrator::python {

nb::object to_python(const Value& value) {
  if (const auto* flag = value.as_flag()) return nb::bool_(*flag);
  if (const auto* integer = value.as_integer()) return nb::int_(*integer);
  if (const auto* number = value.as_double()) return nb::float_(*number);
  if (const auto* text = value.as_text()) return nb::str(text->c_str(), text->size());
  if (const auto* list = value.as_list()) {
    nb::list result;
    for (const Value& item : *list) result.append(to_python(item));
    return result;
  }
  if (const auto* map = value.as_map()) {
    nb::dict result;
    for (const auto& [key, item] : *map) result[nb::str(key.c_str(), key.size())] = to_python(item);
    return result;
  }
  return nb::none();
}

nb::dict to_python(const Params& params) {
  nb::dict result;
  for (const auto& [key, value] : params.values()) result[nb::str(key.c_str(), key.size())] = to_python(value);
  return result;
}

std::string text_of(nb::handle object) {
  const nb::object text = nb::steal(PyObject_Str(object.ptr()));
  if (!text.is_valid()) throw nb::python_error();
  return nb::cast<std::string>(text);
}

double number_of(nb::handle object, const char* what) {
  if (PyFloat_CheckExact(object.ptr())) return PyFloat_AsDouble(object.ptr());
  if (!PyBool_Check(object.ptr()) && !PyUnicode_Check(object.ptr())) {
    const double value = PyFloat_AsDouble(object.ptr());
    if (value != -1.0 || !PyErr_Occurred()) return value;
    PyErr_Clear();
  }
  throw strategy_error("bad_value", fmt::format("{} is {}, not a number", what, shown(object)), "", "return a number");
}

}  // namespace orchestrator::python
