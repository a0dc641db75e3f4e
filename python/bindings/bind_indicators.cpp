// The engine's indicators over whole columns.
#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "bindings.h"
#include "builtin_arguments.h"
#include "orchestrator/indicators/indicator_catalogue.h"
#include "orchestrator/market/candle_series.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

using Column = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
using Values = nb::ndarray<nb::numpy, double, nb::ndim<1>>;

std::span<const double> span_of(const Column& column) { return {column.data(), column.size()}; }

Values indicator(const std::string& name, const std::vector<double>& parameters, const Column& open, const Column& high, const Column& low,
                 const Column& close, const Column& volume) {
  const std::size_t rows = close.size();
  for (const Column* column : {&open, &high, &low, &volume}) {
    if (column->size() != rows) throw nb::value_error("the columns have different lengths");
  }
  const auto computed = checked_arguments([&] { return make_indicator({name, parameters}); });
  auto* values = new double[rows];
  const nb::capsule owner(values, [](void* memory) noexcept { delete[] static_cast<double*>(memory); });
  const std::vector<TimeMs> no_times(rows);
  const CandleSpan candles{no_times, span_of(open), span_of(high), span_of(low), span_of(close), span_of(volume)};
  {
    const nb::gil_scoped_release others;
    computed->update(candles, {values, rows});
  }
  return {values, {rows}, owner};
}

nb::typed<nb::dict, nb::str, AnyDict> indicator_parameters() {
  nb::dict catalogue;
  for (const IndicatorInfo& info : indicator_catalogue()) {
    nb::dict parameters;
    for (const ParameterSpec& parameter : info.parameters) parameters[parameter.name.c_str()] = to_python(parameter.default_value);
    catalogue[info.name.c_str()] = parameters;
  }
  return catalogue;
}

}  // namespace

void bind_indicators(nb::module_& m) {
  using nb::arg;
  m.def("indicator", &indicator, arg("name"), arg("parameters"), arg("open"), arg("high"), arg("low"), arg("close"), arg("volume"),
        "A column of an indicator over whole candle columns; NaN where it is not defined.");
  m.def("indicator_parameters", &indicator_parameters,
        "The engine's indicators: {name: {parameter: default, or None where there is none}}.");
}

}  // namespace orchestrator::python
