// Directions and sides between the engine and Python: LONG and SHORT, BUY and SELL, which are also 1 and -1.
#pragma once

#include "orchestrator/trades/order_leg.h"
#include "python.h"

namespace orchestrator::python {

nb::object to_python(Direction direction);
nb::object to_python(Side side);
/// From `Direction`, 1, -1, "LONG", "SHORT" (any case). Throws ValueError.
Direction read_direction(nb::handle value);
/// From `Side`, 1, -1, "BUY", "SELL" (any case). Throws ValueError.
Side read_side(nb::handle value);

}  // namespace orchestrator::python
