#include "directions.h"

#include <fmt/format.h>

#include "python_errors.h"

namespace orchestrator::python {
namespace {

nb::object named(const char* type, int value) { return nb::module_::import_("strategyOrchestrator._names").attr(type)(value); }

}  // namespace

nb::object to_python(Direction direction) { return named("Direction", static_cast<int>(direction)); }

nb::object to_python(Side side) { return named("Side", static_cast<int>(side)); }

Direction read_direction(nb::handle value) {
  const nb::object direction = nb::module_::import_("strategyOrchestrator._names").attr("Direction")(value);
  return nb::cast<int>(nb::int_(direction)) > 0 ? Direction::kLong : Direction::kShort;
}

Side read_side(nb::handle value) { return read_direction(value) == Direction::kLong ? Side::kBuy : Side::kSell; }

}  // namespace orchestrator::python
