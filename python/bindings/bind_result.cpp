#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include "bindings.h"
#include "orchestrator/results/result_arrow.h"
#include "orchestrator/results/result_json.h"
#include "orchestrator/results/summary.h"
#include "result_columns.h"
#include "run_result.h"

namespace orchestrator::python {
namespace {

nb::object equity_values(nb::handle self) {
  const auto values = nb::cast<const RunResult&>(self).result.portfolio.equity.values();
  return nb::cast(nb::ndarray<nb::numpy, const double, nb::ndim<1>>(values.data(), {values.size()}, self));
}

nb::object equity_times(const RunResult& self) {
  const std::size_t count = self.result.portfolio.equity.size();
  auto* times = new TimeMs[count];
  const nb::capsule owner(times, [](void* memory) noexcept { delete[] static_cast<TimeMs*>(memory); });
  for (std::size_t step = 0; step < count; ++step) times[step] = self.result.point_time(static_cast<Step>(step));
  return nb::cast(nb::ndarray<nb::numpy, TimeMs, nb::ndim<1>>(times, {count}, owner));
}

/// `equity_curve` as the JSON result has it: a list of {"time", "equity"}.
ListOf<AnyDict> equity_curve(const RunResult& self) {
  const auto values = self.result.portfolio.equity.values();
  const nb::str time("time"), equity("equity");
  nb::list list;
  for (const Step step : curve_steps(self.result)) {
    nb::dict point;
    point[time] = self.result.point_time(step);
    point[equity] = values[step];
    list.append(point);
  }
  return list;
}

}  // namespace

void bind_result(nb::module_& m) {
  nb::class_<RunResult>(m, "RunResult", "A finished back-test, as the engine keeps it.")
      .def(
          "to_json", [](const RunResult& self, bool pretty) { return to_json(self.result, pretty); }, nb::arg("pretty") = false,
          "The document that `orchestrator run` prints.")
      .def("json_without_curve", [](const RunResult& self) { return json_without_curve(self.result); })
      .def("equity_curve", &equity_curve, "As in the JSON result.")
      .def("equity_values", &equity_values, nb::sig("def equity_values(self) -> numpy.typing.NDArray[numpy.float64]"),
           "Every point of the curve: a view, float64, cash currency.")
      .def("equity_times", &equity_times, nb::sig("def equity_times(self) -> numpy.typing.NDArray[numpy.int64]"),
           "Their times, int64, ms since 1970: the ends of the detail candles.")
      .def(
          "json_head", [](const RunResult& self) { return json_head(self.result); },
          "The values of the JSON result that are no lists of rows.")
      .def("trade_columns", &trade_columns, "The trade log as {key: array or list of text}; times are int64, ms since 1970.")
      .def("detail_candles", &detail_candles, nb::arg("symbol"),
           "(open_time, open, high, low, close, volume) of the candles on which the orders of symbols[symbol] were filled: views.")
      .def(
          "summary", [](const RunResult& self, int width) { return render_summary(self.result, width); }, nb::arg("width") = 100)
      .def(
          "write_trades", [](const RunResult& self, const std::string& path) { write_trades_arrow_loaded(self.result, path); },
          nb::arg("path"))
      .def(
          "write_equity", [](const RunResult& self, const std::string& path) { write_equity_arrow_loaded(self.result, path); },
          nb::arg("path"))
      .def_prop_ro("symbols", [](const RunResult& self) -> ListOf<nb::str> {
        nb::list names;
        for (const std::string& name : self.result.symbols) names.append(name);
        return names;
      });
}

}  // namespace orchestrator::python
