#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>

#include <algorithm>
#include <optional>

#include "bindings.h"
#include "moving_columns.h"
#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/repository/arrow_repository.h"
#include "orchestrator/repository/series_lookup.h"

namespace orchestrator::python {
namespace {

Interval interval_named(const std::string& name) {
  if (const auto interval = Interval::parse(name)) return *interval;
  std::string known;
  for (std::size_t i = 0; i < Interval::count(); ++i) known += (i > 0 ? " " : "") + std::string(Interval::at(i).name());
  throw configuration_error("bad_interval", "'" + name + "' is no interval", "interval", "known: " + known);
}

/// The candle store's series of one exchange and market, as Python asks for them.
class StoredCandles {
 public:
  StoredCandles(const std::string& root, std::string exchange, std::string market)
      : store_(candle_store_root(root)),
        exchange_(std::move(exchange)),
        market_(std::move(market)),
        repository_(store_, exchange_, market_) {}

  /// Views of the mapped file, or of what was resampled from it, in time order: of the candles with begin <= open_time < end the first `limit` (0: all), or
  /// with `newest` the last. Each array keeps the memory.
  nb::tuple fetch(const std::string& symbol, const std::string& interval, std::size_t limit, std::optional<TimeMs> begin,
                  std::optional<TimeMs> end, bool newest) const {
    TimeRange range;
    range.begin = begin.value_or(range.begin);
    range.end = end.value_or(range.end);
    const CandleSeries series = load(canonical_symbol(symbol), interval_named(interval), range);
    const std::size_t rows = limit == 0 ? series.size() : std::min(limit, series.size());
    return arrays_over(series.slice(newest ? series.size() - rows : 0, rows), keeper_of(series.owner));
  }

  nb::list symbols() const {
    nb::list names;
    for (const std::string& name : repository_.symbols()) names.append(name);
    return names;
  }

  nb::list stored_intervals(const std::string& symbol) const {
    nb::list names;
    for (const Interval interval : repository_.stored_intervals(canonical_symbol(symbol))) names.append(std::string(interval.name()));
    return names;
  }

  std::string describe() const { return repository_.describe(); }

 private:
  CandleSeries load(const std::string& symbol, Interval interval, TimeRange range) const {
    const nb::gil_scoped_release others;  // resampling years takes a moment
    Warnings warnings;
    auto series = repository_.load_or_resample(symbol, interval, range, warnings);
    if (!series) throw missing_series(store_, SeriesId::candles(exchange_, market_, symbol, interval));
    return *std::move(series);
  }

  CandleStore store_;
  std::string exchange_;
  std::string market_;
  ArrowRepository repository_;
};

nb::dict interval_lengths() {
  nb::dict lengths;
  for (std::size_t i = 0; i < Interval::count(); ++i) lengths[std::string(Interval::at(i).name()).c_str()] = Interval::at(i).ms();
  return lengths;
}

}  // namespace

void bind_candles(nb::module_& m) {
  nb::class_<StoredCandles>(m, "StoredCandles", "The candle store's series of one exchange and market, read only.")
      .def(nb::init<const std::string&, std::string, std::string>(), nb::arg("root") = "", nb::arg("exchange") = "binance",
           nb::arg("market") = "spot")
      .def("fetch_candles", &StoredCandles::fetch, nb::arg("symbol"), nb::arg("interval"), nb::arg("limit") = 0,
           nb::arg("begin") = nb::none(), nb::arg("end") = nb::none(), nb::arg("newest") = false,
           "(open_time, open, high, low, close, volume): read-only views of the mapped file, in time order. Of the candles with begin <= "
           "open_time < end "
           "the first `limit`\n(0: all), with `newest` the last. Times are ms since 1970.")
      .def("symbols", &StoredCandles::symbols)
      .def("stored_intervals", &StoredCandles::stored_intervals, nb::arg("symbol"))
      .def("describe", &StoredCandles::describe);
  m.def("parse_time", &parse_time, nb::arg("text"), "A time as configurations write it, in ms since 1970; None when it is no time.");
  m.def("market_of_symbol", &market_of_symbol, nb::arg("name"),
        "The candle store's market of a name that tells one: um of BTC/USDT:USDT; otherwise empty.");
  m.def("interval_lengths", &interval_lengths, "{name: ms}, shortest first.");
}

}  // namespace orchestrator::python
