// A result's tables as columns for Python.
#pragma once

#include "python.h"
#include "run_result.h"

namespace orchestrator::python {

/// `trade_log` by columns, in its order of keys: float64 and int64 numpy arrays (times: int64, ms since 1970), lists of text. `meta`, a list of JSON
/// texts and None, is there when a trade has one.
nb::dict trade_columns(const RunResult& self);

/// The candles on which a symbol's orders were filled, as (open_time, open, high, low, close, volume): views of the engine's memory, which `self` keeps.
/// `symbol` is an index into the result's symbols; throws IndexError.
nb::tuple detail_candles(nb::handle self, std::size_t symbol);

}  // namespace orchestrator::python
