#include "python_errors.h"

#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "python_values.h"

namespace orchestrator::python {
namespace {

/// Of a traceback's frames the newest one: where it happened.
std::string place_of(const nb::python_error& raised) {
  const nb::handle traceback = raised.traceback();
  if (!traceback.is_valid() || traceback.is_none()) return {};
  nb::object newest = nb::borrow(traceback);
  while (!newest.attr("tb_next").is_none()) newest = newest.attr("tb_next");
  const nb::object code = newest.attr("tb_frame").attr("f_code");
  return fmt::format("raised at {}, line {}, in {}", nb::cast<std::string>(code.attr("co_filename")), text_of(newest.attr("tb_lineno")),
                     nb::cast<std::string>(code.attr("co_name")));
}

/// `ValueError: text`, as the last line of a traceback has it.
std::string summary_of(const nb::python_error& raised) {
  const std::string type = nb::cast<std::string>(raised.type().attr("__name__"));
  std::string text;
  try {
    text = text_of(raised.value());
  } catch (...) {
    text = "(its text can't be shown)";
  }
  return text.empty() ? type : type + ": " + text;
}

std::string traceback_of(nb::python_error& raised) {
  try {
    const nb::object lines = nb::module_::import_("traceback").attr("format_exception")(raised.type(), raised.value(), raised.traceback());
    return text_of(nb::str("").attr("join")(lines).attr("rstrip")());
  } catch (...) {
    return raised.what();
  }
}

void raise_in_python(const std::exception_ptr& thrown, void* /*unused*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInterrupted) {
      PyErr_SetString(PyExc_KeyboardInterrupt, error.what());
      return;
    }
    try {
      const nb::object type = nb::module_::import_("strategyOrchestrator.errors").attr("BacktestError");
      const nb::object value = type(error.code(), error.message(), error.where(), error.hint(), error.details(), error.exit_status());
      PyErr_SetObject(type.ptr(), value.ptr());
    } catch (nb::python_error& failed) {
      failed.restore();
    }
  }
}

}  // namespace

Error error_of(nb::python_error& raised, const char* code, const std::string& where) {
  if (raised.matches(PyExc_KeyboardInterrupt)) return interrupted_error();
  return strategy_error(code, summary_of(raised), where, place_of(raised)).with_details(traceback_of(raised));
}

std::string shown(nb::handle object) {
  constexpr std::size_t kMost = 80;
  std::string text;
  try {
    text = nb::cast<std::string>(nb::repr(object));
  } catch (...) {
    PyErr_Clear();
    text = "…";
  }
  if (text.size() > kMost) text = text.substr(0, kMost) + "…";
  return object.is_none() ? text : fmt::format("{} ({})", text, nb::cast<std::string>(object.type().attr("__name__")));
}

void register_errors() { nb::register_exception_translator(raise_in_python); }

}  // namespace orchestrator::python
