// Proposals on their own: built, looked at, and realized without a portfolio.
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <cmath>

#include "bindings.h"
#include "built_proposal.h"
#include "builtin_arguments.h"
#include "candle_arrays.h"
#include "directions.h"
#include "given_policies.h"
#include "orchestrator/market/validation.h"
#include "orchestrator/portfolio/trade_realization.h"
#include "orchestrator/results/result_json.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

/// A trade by itself, with its row of the trade log.
struct Realization {
  ListOf<FillRecord> fills;
  std::optional<AnyDict> trade;
};

CandleSeries detail_series(const std::string& symbol, nb::handle detail, const std::optional<std::string>& interval) {
  const nb::object arrays = nb::module_::import_("strategyOrchestrator._frames").attr("detail_arrays")(detail, interval);
  const Interval every = read_interval(nb::cast<std::string>(arrays[0]));
  CandleColumns columns = read_candles(nb::cast<nb::tuple>(arrays[1]));
  Warnings warnings;
  sort_and_require_valid(columns, symbol, every, warnings);
  return make_series(symbol, every, std::move(columns));
}

Interval decision_interval_of(const BuiltProposal& proposal, const std::optional<std::string>& name) {
  return name ? read_interval(*name) : proposal.detail().interval;
}

/// As the result of a run writes it.
AnyDict trade_row(const std::string& symbol, const RealizedTrade& realized) {
  BacktestResult result;
  result.symbols = {symbol};
  result.portfolio.trades = {*realized.trade};
  result.portfolio.labels = realized.labels;
  const nb::object document = nb::module_::import_("json").attr("loads")(json_without_curve(result));
  return nb::cast<nb::dict>(document["trade_log"][0]);
}

Realization realize_alone(const BuiltProposal& self, nb::handle fee_model, nb::handle slippage_model, nb::handle fill_policy,
                          const std::optional<std::string>& decision_interval) {
  const auto fee = given_fee_model(fee_model), slippage = given_slippage_model(slippage_model);
  const auto fill = given_fill_policy(fill_policy);
  PortfolioPolicies policies;
  policies.fee = fee.get();
  policies.slippage = slippage.get();
  policies.fill = fill.get();
  const RealizedTrade realized = realize(self.planned(), policies, decision_interval_of(self, decision_interval));
  nb::list fills;
  for (const FillRecord& record : realized.fills) fills.append(record);
  std::optional<AnyDict> trade;
  if (realized.trade) trade = trade_row(self.symbol(), realized);
  return {fills, trade};
}

ListOf<TradeEvent> events_alone(const BuiltProposal& self, const std::optional<std::string>& decision_interval) {
  const std::string_view symbol = lasting_text(self.symbol());
  nb::list events;
  for (TradeEvent event : build_events(self.planned(), decision_interval_of(self, decision_interval))) {
    event.symbol = symbol;
    events.append(event);
  }
  return events;
}

std::optional<double> price_of(double price) { return std::isnan(price) ? std::nullopt : std::optional(price); }

BuiltProposal build(const TradeProposalBuilder& self, nb::handle detail, const std::optional<std::string>& interval,
                    const std::string& strategy_name, double confidence, const std::optional<Candle>& decision_bar) {
  return {self.build(detail_series(self.symbol(), detail, interval)), strategy_name, confidence, decision_bar};
}

}  // namespace

void bind_proposals(nb::module_& m) {
  using nb::arg;
  nb::class_<Realization>(m, "RealizedTrade", "What a proposal came to on its own.")
      .def_ro("fills", &Realization::fills, "its fills in order, fees included")
      .def_ro("trade", &Realization::trade, "a row as of `trade_log`; None when no leg filled");

  nb::class_<BuiltProposal>(
      m, "TradeProposal",
      "A proposal with every price resolved, and the detail candles that it is filled on: what TradeProposalBuilder.build makes.")
      .def_prop_ro("symbol", &BuiltProposal::symbol)
      .def_prop_ro(
          "direction", [](const BuiltProposal& p) { return to_python(p.proposal().direction); },
          nb::sig("def direction(self) -> strategyOrchestrator._names.Direction"), "LONG (1) or SHORT (-1)")
      .def_prop_ro(
          "size", [](const BuiltProposal& p) { return p.proposal().size; }, "base currency (contracts when inverse)")
      .def_prop_ro(
          "entry_price", [](const BuiltProposal& p) { return p.proposal().entry_price; }, "the decision's, quote currency")
      .def_prop_ro(
          "tp_price", [](const BuiltProposal& p) { return price_of(p.proposal().tp_price); }, "None: no such exit")
      .def_prop_ro(
          "sl_price", [](const BuiltProposal& p) { return price_of(p.proposal().sl_price); }, "None: no such exit")
      .def_prop_ro(
          "entry_ts", [](const BuiltProposal& p) { return p.proposal().decision_time; }, "the decision's time T, ms")
      .def_prop_ro("confidence", [](const BuiltProposal& p) { return p.proposal().confidence; })
      .def_prop_ro("strategy_name", &BuiltProposal::strategy_name)
      .def("build_events", &events_alone, arg("decision_interval") = nb::none(),
           "The trade's events before costs: an OPEN for each leg that fills, and the CLOSE. decision_interval: \"1h\"; default: that of "
           "the detail "
           "candles.")
      .def("realize", &realize_alone, arg("fee_model") = nb::none(), arg("slippage_model") = nb::none(), arg("fill_policy") = nb::none(),
           arg("decision_interval") = nb::none(),
           "What the trade comes to alone: no portfolio, all the cash that it needs. Policies as a configuration names them, or Python "
           "objects.");

  nb::borrow<nb::class_<TradeProposalBuilder>>(m.attr("TradeProposalBuilder"))
      .def("build", &build, arg("detail"), arg("interval") = nb::none(), arg("strategy_name") = "", arg("confidence") = 1.0,
           arg("decision_bar") = nb::none(),
           "The proposal on detail candles: a frame or mapping with open_time (ms), open, high, low, close, volume. interval: theirs, "
           "where it can't "
           "be told from their times. decision_bar: what a leg's reference function sees; default: the newest candle before the decision.");
}

}  // namespace orchestrator::python
