#include "vectorised_decisions.h"

#include <nanobind/ndarray.h>
#include <nanobind/stl/string.h>

#include <cmath>

#include "window.h"

namespace orchestrator::python {
namespace {

template <typename T>
std::vector<T> copied(const nb::object& array) {
  if (array.is_none()) return {};
  const auto view = nb::cast<nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>>(array);
  return {view.data(), view.data() + view.shape(0)};
}

OptionalPrice price_at(const std::vector<double>& column, std::size_t bar) {
  return column.empty() || std::isnan(column[bar]) ? OptionalPrice() : OptionalPrice(column[bar]);
}

}  // namespace

VectorisedDecisions::VectorisedDecisions(const nb::object& strategy, const JobBars& job, bool check_against_decide)
    : owner_(job.symbols.front().owner), first_close_(job.symbols.front().candles.close.data()) {
  const nb::object frame = make_whole_frame(job, job.symbols.front().candles.size());
  const std::string interval(job.interval.name());
  const nb::object columns =
      nb::module_::import_("strategyOrchestrator._vectorised")
          .attr("decide_all")(strategy, frame, interval, job.lookback, job.tp_ratio, job.sl_ratio, check_against_decide);
  signals_ = copied<std::int8_t>(columns.attr("signal"));
  entry_ = copied<double>(columns.attr("entry_price"));
  tp_ = copied<double>(columns.attr("tp_price"));
  sl_ = copied<double>(columns.attr("sl_price"));
  confidence_ = copied<double>(columns.attr("confidence"));
}

Decision VectorisedDecisions::decision(std::size_t bar) const {
  Decision decision;
  decision.signal = static_cast<Signal>(signals_[bar]);
  decision.entry_price = price_at(entry_, bar);
  decision.tp_price = price_at(tp_, bar);
  decision.sl_price = price_at(sl_, bar);
  if (!confidence_.empty() && !std::isnan(confidence_[bar])) decision.confidence = confidence_[bar];
  return decision;
}

}  // namespace orchestrator::python
