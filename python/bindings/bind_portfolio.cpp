// The portfolio managers, for the package's classes around them.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "portfolio_view.h"

namespace orchestrator::python {

void bind_portfolio(nb::module_& m) {
  using nb::arg;
  nb::class_<PortfolioView>(m, "Portfolio",
                            "A portfolio manager of the engine. `strategyOrchestrator.entities.portfolio` has classes around it.")
      .def(nb::init<const std::string&, const AnyDict&, const AnyDict&>(), arg("config"), arg("candles"), arg("objects"))
      .def("try_execute", &PortfolioView::try_execute, arg("proposal"), arg("now_ts").none(), arg("check_risk").none())
      .def("close_longs", &PortfolioView::close_longs, arg("symbol"), arg("now_ts"))
      .def("on_bar", &PortfolioView::on_bar, arg("ts"))
      .def("apply_funding", &PortfolioView::apply_funding, arg("ts"))
      .def("finish", &PortfolioView::finish)
      .def("results", &PortfolioView::results, nb::rv_policy::reference_internal)
      .def("ledger", &PortfolioView::ledger)
      .def("margin", &PortfolioView::margin)
      .def_prop_ro("cash", &PortfolioView::cash)
      .def_prop_ro("equity", &PortfolioView::equity)
      .def_prop_ro("symbols", &PortfolioView::symbols);
}

}  // namespace orchestrator::python
