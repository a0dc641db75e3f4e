#include <nanobind/stl/string.h>

#include <cmath>

#include "bindings.h"
#include "python_policies.h"

namespace orchestrator::python {

void bind_policies(nb::module_& m) {
  nb::class_<CapacityState>(m, "CapacityState", "What is open or waiting when a proposal is tried.")
      .def(
          "__init__",
          [](CapacityState* self, std::size_t filled_legs, std::size_t waiting_legs, std::size_t active_symbols, bool symbol_active) {
            new (self) CapacityState{filled_legs, waiting_legs, active_symbols, symbol_active};
          },
          nb::arg("filled_legs") = 0, nb::arg("waiting_legs") = 0, nb::arg("active_symbols") = 0, nb::arg("symbol_active") = false)
      .def_ro("filled_legs", &CapacityState::filled_legs, "filled legs of open trades")
      .def_ro("waiting_legs", &CapacityState::waiting_legs, "admitted, not filled, still live")
      .def_ro("active_symbols", &CapacityState::active_symbols, "symbols with either")
      .def_ro("symbol_active", &CapacityState::symbol_active, "the proposal's symbol is one of them");

  nb::class_<CapacityVerdict>(m, "CapacityVerdict", "Whether a proposal is admitted, with the values compared (shown by `explain`).")
      .def(
          "__init__",
          [](CapacityVerdict* self, bool admitted, double needed, double limit) { new (self) CapacityVerdict{admitted, needed, limit}; },
          nb::arg("admitted"), nb::arg("needed") = std::nan(""), nb::arg("limit") = std::nan(""))
      .def_ro("admitted", &CapacityVerdict::admitted)
      .def_ro("needed", &CapacityVerdict::needed)
      .def_ro("limit", &CapacityVerdict::limit);

  nb::class_<BookView>(m, "Book", "The market as a fill sees it: the candle of the event, and the fraction by which its price slips.")
      .def(
          "__init__", [](BookView* self, const Candle& candle, double slippage) { new (self) BookView{candle, slippage}; },
          nb::arg("candle"), nb::arg("slippage") = 0.0)
      .def_ro("candle", &BookView::candle)
      .def_ro("slippage", &BookView::slippage, "fraction of price, 0 for limit legs and take-profits")
      .def_prop_ro("volume", [](const BookView& book) { return book.candle.volume; });
}

}  // namespace orchestrator::python
