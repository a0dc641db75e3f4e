#include "candle_arrays.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

namespace orchestrator::python {
namespace {

template <typename T>
std::vector<T> copied(nb::handle array) {
  const auto column = nb::cast<nb::ndarray<const T, nb::ndim<1>, nb::device::cpu>>(array);
  const auto view = column.view();
  std::vector<T> values(view.shape(0));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = view(i);
  return values;
}

std::vector<TimeMs> times(nb::handle array) { return copied<TimeMs>(array); }

FundingSeries read_rates(const nb::tuple& arrays) { return {times(arrays[0]), read_numbers(arrays[1])}; }

template <typename Columns>
configuration::ByName<Columns> section(const nb::dict& sections, const char* name, Columns (*read)(const nb::tuple&)) {
  configuration::ByName<Columns> by_name;
  if (!sections.contains(name)) return by_name;
  for (const auto& [symbol, arrays] : nb::cast<nb::dict>(sections[name]))
    by_name.emplace_back(nb::cast<std::string>(symbol), read(nb::cast<nb::tuple>(arrays)));
  return by_name;
}

}  // namespace

std::vector<double> read_numbers(nb::handle array) { return copied<double>(array); }

CandleColumns read_candles(const nb::tuple& arrays) {
  return {times(arrays[0]),        read_numbers(arrays[1]), read_numbers(arrays[2]),
          read_numbers(arrays[3]), read_numbers(arrays[4]), read_numbers(arrays[5])};
}

configuration::InlineRows read_inline_rows(const nb::dict& sections) {
  return {section(sections, "main", read_candles), section(sections, "detailed", read_candles), section(sections, "mark", read_candles),
          section(sections, "funding", read_rates)};
}

}  // namespace orchestrator::python
