// Positions and the ledger that keeps them.
#include <fmt/format.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "directions.h"
#include "ledger_view.h"

namespace orchestrator::python {

void bind_ledger(nb::module_& m) {
  using nb::arg;
  nb::class_<Position>(m, "Position",
                       "Signed quantity, average price and realised profit of one symbol. A fill that crosses zero closes the old side and "
                       "opens the new one.")
      .def(
          "__init__", [](Position* self, bool inverse, double multiplier) { new (self) Position(Contract{inverse, multiplier}); },
          arg("inverse") = false, arg("multiplier") = 1.0, "inverse: a coin-margined contract of `multiplier` quote currency.")
      .def(
          "apply",
          [](Position& self, nb::handle side, double price, double quantity) { return self.apply(read_side(side), price, quantity); },
          arg("side"), arg("price"), arg("quantity"),
          "Applies a fill: side \"BUY\" or \"SELL\" (1, -1), quantity > 0. Returns the profit it realised, before fees.")
      .def_prop_ro("quantity", &Position::quantity, "signed: > 0 long")
      .def_prop_ro("average_price", &Position::average_price, "of the open quantity; 0 when flat")
      .def_prop_ro("realised", &Position::realised, "profit so far, before fees")
      .def("unrealised", &Position::unrealised, arg("mark"), "Profit of the open quantity at a price.")
      .def("__repr__",
           [](const Position& p) { return fmt::format("Position({} at {}, realised {})", p.quantity(), p.average_price(), p.realised()); });

  nb::class_<LedgerView>(m, "TransactionLedger",
                         "What was filled, and what it did to cash: a Position for each symbol. Amounts in cash currency.")
      .def(nb::init<const std::string&, std::vector<std::string>, bool, double>(), arg("market"), arg("symbols"), arg("inverse") = false,
           arg("multiplier") = 1.0, "market: \"SPOT\" or \"PERP\". inverse, multiplier: of every symbol's contract.")
      .def("ingest", &LedgerView::ingest, arg("symbol"), arg("fill"), "Books a fill, its fee included.")
      .def("ingest_funding", &LedgerView::ingest_funding, arg("amount"), "Books a funding payment: positive is paid, negative received.")
      .def("current_cash_delta", &LedgerView::current_cash_delta, "What cash changed by since the last pop_cash_delta().")
      .def("pop_cash_delta", &LedgerView::pop_cash_delta, "The same, and begins anew at 0.")
      .def("unrealised_pnl", &LedgerView::unrealised_pnl, arg("symbol"), arg("mark"))
      .def("position", &LedgerView::position, arg("symbol"), "As it is now: a copy.")
      .def("get_fills", &LedgerView::fills, "Every fill in order.")
      .def_prop_ro("symbols", &LedgerView::symbols)
      .def_prop_ro("realised", [](const LedgerView& l) { return l.ledger().realised(); })
      .def_prop_ro("fees", [](const LedgerView& l) { return l.ledger().fees(); })
      .def_prop_ro(
          "funding", [](const LedgerView& l) { return l.ledger().funding(); }, "paid minus received")
      .def_prop_ro("traded_notional", [](const LedgerView& l) { return l.ledger().traded_notional(); })
      .def_prop_ro("open_cost", [](const LedgerView& l) { return l.ledger().open_cost(); }, "quantity * average price of what is open");
}

}  // namespace orchestrator::python
