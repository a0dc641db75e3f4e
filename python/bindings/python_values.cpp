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

namespace {

/// Whole numbers beyond 64 bits become the nearest double.
Value integer_of(nb::handle object) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(object.ptr(), &overflow);
  if (overflow == 0) return static_cast<std::int64_t>(number);
  const double nearest = PyLong_AsDouble(object.ptr());
  if (nearest == -1.0 && PyErr_Occurred()) throw nb::python_error();
  return nearest;
}

Value list_of(nb::handle object) {
  ValueList list;
  for (nb::handle item : object) list.push_back(value_of(item));
  return list;
}

Value map_of(nb::handle object) {
  ValueMap map;
  for (const auto& [key, item] : nb::borrow<nb::dict>(object)) map.emplace_back(text_of(key), value_of(item));
  return map;
}

}  // namespace

Value value_of(nb::handle object) {
  PyObject* pointer = object.ptr();
  if (object.is_none()) return {};
  if (PyBool_Check(pointer)) return pointer == Py_True;
  if (PyLong_Check(pointer)) return integer_of(object);
  if (PyFloat_Check(pointer)) return PyFloat_AsDouble(pointer);
  if (PyUnicode_Check(pointer)) return nb::cast<std::string>(object);
  if (PyDict_Check(pointer)) return map_of(object);
  if (PyList_Check(pointer) || PyTuple_Check(pointer)) return list_of(object);
  if (nb::hasattr(object, "tolist")) return value_of(object.attr("tolist")());
  throw nb::type_error(fmt::format("{} has no form in JSON", shown(object)).c_str());
}

std::string_view lasting_text(std::string_view text) {
  PyObject* interned = nb::str(text.data(), text.size()).release().ptr();
  PyUnicode_InternInPlace(&interned);
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(interned, &size);
  if (!data) throw nb::python_error();
  return {data, static_cast<std::size_t>(size)};
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
