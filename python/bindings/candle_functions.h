// Python functions of candles: prices, predicates and exit resolvers.
#pragma once

#include <memory>

#include "orchestrator/trades/trade_plan.h"
#include "python.h"

namespace orchestrator::python {

/// A leg's reference price; the function gets a Candle and returns a number.
CandlePrice make_candle_price(nb::object function);
/// When a leg becomes live; the function gets a Candle and returns True or False.
CandleTest make_candle_test(nb::object function);
/// Called with (candle, tp_price, sl_price, direction), prices None where there is none, direction 1 or -1; returns None or {"price", "label"}.
std::unique_ptr<ExitResolver> make_exit_resolver(nb::object function);

}  // namespace orchestrator::python
