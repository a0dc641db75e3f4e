#include "builtin_arguments.h"

#include <fmt/format.h>

namespace orchestrator::python {

void raise_argument_error(const Error& error) {
  const std::string text = error.hint().empty() ? error.message() : error.message() + "; " + error.hint();
  const std::string& code = error.code();
  if (code == "unknown_parameter" || code == "missing_parameter" || code == "wrong_type") throw nb::type_error(text.c_str());
  throw nb::value_error(text.c_str());
}

Interval read_interval(const std::string& name) {
  if (const auto interval = Interval::parse(name)) return *interval;
  std::string known;
  for (std::size_t i = 0; i < Interval::count(); ++i) known.append(i > 0 ? " " : "").append(Interval::at(i).name());
  throw nb::value_error(fmt::format("there is no interval '{}'; intervals are {}", name, known).c_str());
}

}  // namespace orchestrator::python
