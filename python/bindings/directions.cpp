#include "directions.h"

#include <fmt/format.h>

#include "python_errors.h"

namespace orchestrator::python {
namespace {

/// `_names.Direction` or `_names.Side` of 1 and -1, made once: a policy may ask for them at every event. They live as long as the interpreter.
class BothSigns {
 public:
  explicit BothSigns(const char* type) {
    const nb::object made = nb::module_::import_("strategyOrchestrator._names").attr(type);
    plus_ = nb::object(made(1)).release();
    minus_ = nb::object(made(-1)).release();
  }
  nb::object of(int sign) const { return nb::borrow(sign > 0 ? plus_ : minus_); }

 private:
  nb::handle plus_, minus_;
};

}  // namespace

nb::object to_python(Direction direction) {
  static const BothSigns directions("Direction");
  return directions.of(static_cast<int>(direction));
}

nb::object to_python(Side side) {
  static const BothSigns sides("Side");
  return sides.of(static_cast<int>(side));
}

Direction read_direction(nb::handle value) {
  const nb::object direction = nb::module_::import_("strategyOrchestrator._names").attr("Direction")(value);
  return nb::cast<int>(nb::int_(direction)) > 0 ? Direction::kLong : Direction::kShort;
}

Side read_side(nb::handle value) { return read_direction(value) == Direction::kLong ? Side::kBuy : Side::kSell; }

}  // namespace orchestrator::python
