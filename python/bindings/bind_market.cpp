#include <fmt/format.h>
#include <nanobind/stl/string.h>

#include "bindings.h"
#include "orchestrator/market/candle_series.h"

namespace orchestrator::python {

void bind_market(nb::module_& m) {
  nb::class_<Candle>(m, "Candle", "One candle: open_time in ms since 1970 (UTC), prices in quote currency, volume in base currency.")
      .def(
          "__init__",
          [](Candle* self, TimeMs open_time, double open, double high, double low, double close, double volume) {
            new (self) Candle{open_time, open, high, low, close, volume};
          },
          nb::arg("open_time"), nb::arg("open"), nb::arg("high"), nb::arg("low"), nb::arg("close"), nb::arg("volume") = 0.0)
      .def_ro("open_time", &Candle::open_time, "ms since 1970, UTC")
      .def_ro("open", &Candle::open)
      .def_ro("high", &Candle::high)
      .def_ro("low", &Candle::low)
      .def_ro("close", &Candle::close)
      .def_ro("volume", &Candle::volume)
      .def("__repr__", [](const Candle& c) {
        return fmt::format("Candle({}, open={}, high={}, low={}, close={}, volume={})", format_time(c.open_time), c.open, c.high, c.low,
                           c.close, c.volume);
      });
}

}  // namespace orchestrator::python
