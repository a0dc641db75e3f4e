#include <fmt/format.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "bindings.h"
#include "candle_functions.h"
#include "directions.h"
#include "orchestrator/policies/catalogue.h"
#include "orchestrator/portfolio/trade_realization.h"
#include "orchestrator/results/backtest_result.h"
#include "orchestrator/trades/trade_proposal_builder.h"
#include "plan_reader.h"
#include "python_errors.h"
#include "python_policies.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

std::optional<double> or_none(double price) { return std::isnan(price) ? std::nullopt : std::optional(price); }

PriceReference read_reference(nb::handle value) {
  if (PyCallable_Check(value.ptr())) return make_candle_price(nb::borrow(value));
  if (!PyUnicode_Check(value.ptr())) return number_of(value, "reference");
  const auto name = nb::cast<std::string>(value);
  if (name == "open") return NamedReference::kOpen;
  if (name == "close") return NamedReference::kClose;
  if (name == "entry") return NamedReference::kEntry;
  throw nb::value_error("reference is \"open\", \"close\", \"entry\", a price, or a function of a Candle");
}

/// None; an int: the n-th candle; a float, or anything from 1e11 on: a time in ms; a function: the candle after the first for which it holds.
LegStart read_start(nb::handle when) {
  constexpr double kSmallestTime = 1e11;
  LegStart start;
  if (when.is_none()) return start;
  if (PyCallable_Check(when.ptr())) {
    start.when = make_candle_test(nb::borrow(when));
    return start;
  }
  const double number = number_of(when, "when");
  if (!(number >= 0 && number < 9e15)) throw nb::value_error("when is a number of candles or a time in ms, >= 0");
  start.when = static_cast<std::int64_t>(number);
  start.is_time = PyFloat_Check(when.ptr()) || number >= kSmallestTime;
  return start;
}

TimeInForce read_tif(const std::string& name) {
  if (name == "GTC") return TimeInForce::kGtc;
  if (name == "IOC") return TimeInForce::kIoc;
  if (name == "FOK") return TimeInForce::kFok;
  throw nb::value_error("tif is \"GTC\", \"IOC\" or \"FOK\"");
}

const char* name_of(TimeInForce tif) { return tif == TimeInForce::kGtc ? "GTC" : tif == TimeInForce::kIoc ? "IOC" : "FOK"; }

constexpr const char* kKindNames[] = {"MARKET", "LIMIT", "TAKE_PROFIT", "STOP", "AT_MARKET", "LIQUIDATION"};

const char* name_of(OrderKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

OrderKind read_kind(const std::string& name) {
  const auto* found = std::find(std::begin(kKindNames), std::end(kKindNames), name);
  if (found == std::end(kKindNames)) throw nb::value_error("kind is MARKET, LIMIT, TAKE_PROFIT, STOP, AT_MARKET or LIQUIDATION");
  return static_cast<OrderKind>(found - std::begin(kKindNames));
}

void bind_orders(nb::module_& m) {
  nb::enum_<TradeEventType>(m, "TradeEventType", "What an event of the timeline is.")
      .value("OPEN", TradeEventType::kOpen)
      .value("REDUCE", TradeEventType::kReduce)
      .value("CLOSE", TradeEventType::kClose)
      .value("MODIFY_SLTP", TradeEventType::kModifySltp)
      .value("FUNDING", TradeEventType::kFunding)
      .value("LIQUIDATE", TradeEventType::kLiquidate)
      .value("CUSTOM", TradeEventType::kCustom);

  nb::class_<OrderLeg>(
      m, "OrderLeg",
      "One leg of an entry: a share of the size at reference * (1 - d * offset), d = 1 for a LONG and -1 for a SHORT.\n\n"
      "fraction: share of the size. offset: fraction of the reference price, positive is better for us. reference: \"open\", \"close\",\n"
      "\"entry\", a price, or a function of the first Candle. tif: \"GTC\", \"IOC\" or \"FOK\". expire_bars: detail candles it waits.\n"
      "when: n-th candle (int), a time in ms (float, or >= 1e11), or a predicate on a Candle.")
      .def(
          "__init__",
          [](OrderLeg* self, double fraction, double offset, nb::object reference, const std::string& tif,
             std::optional<std::int64_t> expire_bars, nb::object when) {
            if (!(fraction > 0 && fraction <= 1)) throw nb::value_error("fraction is a share of the size: > 0 and <= 1");
            if (!(std::fabs(offset) <= 1)) throw nb::value_error("offset is a fraction between -1 and 1");
            if (expire_bars && *expire_bars < 1) throw nb::value_error("expire_bars is >= 1");
            new (self) OrderLeg{fraction, offset, read_reference(reference), read_tif(tif), expire_bars, read_start(when)};
          },
          nb::arg("fraction") = 1.0, nb::arg("offset") = 0.0, nb::arg("reference") = "open", nb::arg("tif") = "GTC",
          nb::arg("expire_bars") = nb::none(), nb::arg("when") = nb::none())
      .def_ro("fraction", &OrderLeg::fraction)
      .def_ro("offset", &OrderLeg::offset)
      .def_ro("expire_bars", &OrderLeg::expire_bars)
      .def_prop_ro("tif", [](const OrderLeg& leg) { return name_of(leg.tif); });
}

void bind_events(nb::module_& m) {
  nb::class_<TradeEvent>(
      m, "TradeEvent",
      "One execution as the policies see it: price before slippage (quote currency), quantity in base currency or contracts.")
      .def(
          "__init__",
          [](TradeEvent* self, const std::string& symbol, double price, double quantity, nb::object side, TimeMs ts, TradeEventType type,
             const std::string& kind, std::optional<double> limit_price, const std::string& tif, std::uint64_t proposal_id,
             std::uint32_t leg) {
            new (self) TradeEvent{.ts = ts,
                                  .type = type,
                                  .kind = read_kind(kind),
                                  .side = read_side(side),
                                  .symbol = lasting_text(symbol),
                                  .price = price,
                                  .quantity = quantity,
                                  .limit_price = limit_price.value_or(price),
                                  .tif = read_tif(tif),
                                  .proposal_id = proposal_id,
                                  .leg = leg};
          },
          nb::arg("symbol"), nb::arg("price"), nb::arg("quantity"), nb::arg("side") = 1, nb::arg("ts") = 0,
          nb::arg("type") = TradeEventType::kOpen, nb::arg("kind") = "MARKET", nb::arg("limit_price") = nb::none(), nb::arg("tif") = "GTC",
          nb::arg("proposal_id") = 0, nb::arg("leg") = 0)
      .def_ro("ts", &TradeEvent::ts, "open time of the candle, ms")
      .def_ro("type", &TradeEvent::type)
      .def_prop_ro(
          "kind", [](const TradeEvent& e) { return name_of(e.kind); }, "MARKET, LIMIT, TAKE_PROFIT, STOP, AT_MARKET or LIQUIDATION")
      .def_prop_ro(
          "side", [](const TradeEvent& e) { return to_python(e.side); }, nb::sig("def side(self) -> strategyOrchestrator._names.Side"),
          "BUY (1) or SELL (-1)")
      .def_ro("symbol", &TradeEvent::symbol)
      .def_ro("price", &TradeEvent::price)
      .def_ro("quantity", &TradeEvent::quantity)
      .def_ro("limit_price", &TradeEvent::limit_price, "of limit legs and take-profits: the price that must not be passed")
      .def_prop_ro("tif", [](const TradeEvent& e) { return name_of(e.tif); })
      .def_ro("proposal_id", &TradeEvent::proposal_id)
      .def_ro("leg", &TradeEvent::leg)
      .def_prop_ro(
          "notional", [](const TradeEvent& e) { return e.price * e.quantity; }, "price * quantity, quote currency (linear contracts)")
      .def("__repr__", [](const TradeEvent& e) {
        return fmt::format("TradeEvent({} {} {} {} at {}, {})", e.symbol, name_of(e.kind), e.side == Side::kBuy ? "BUY" : "SELL",
                           e.quantity, e.price, format_time(e.ts));
      });

  nb::class_<TradeMeta>(m, "TradeMeta", "What sizing and capacity learn about a proposal. Prices in quote currency; None: no such price.")
      .def(
          "__init__",
          [](TradeMeta* self, const std::string& symbol, double reference_price, nb::object direction, std::optional<double> entry_price,
             std::optional<double> tp_price, std::optional<double> sl_price, double confidence, double equity, double cash, TimeMs ts,
             const std::string& strategy_name, bool inverse, double multiplier, std::uint64_t proposal_id) {
            new (self) TradeMeta{.symbol = lasting_text(symbol),
                                 .strategy_name = lasting_text(strategy_name),
                                 .direction = read_direction(direction),
                                 .ts = ts,
                                 .reference_price = reference_price,
                                 .entry_price = entry_price.value_or(reference_price),
                                 .tp_price = tp_price.value_or(kNoPrice),
                                 .sl_price = sl_price.value_or(kNoPrice),
                                 .confidence = confidence,
                                 .equity = equity,
                                 .cash = cash,
                                 .inverse = inverse,
                                 .multiplier = multiplier,
                                 .proposal_id = proposal_id};
          },
          nb::arg("symbol"), nb::arg("reference_price"), nb::arg("direction") = "LONG", nb::arg("entry_price") = nb::none(),
          nb::arg("tp_price") = nb::none(), nb::arg("sl_price") = nb::none(), nb::arg("confidence") = 1.0, nb::arg("equity") = 0.0,
          nb::arg("cash") = 0.0, nb::arg("ts") = 0, nb::arg("strategy_name") = "", nb::arg("inverse") = false, nb::arg("multiplier") = 1.0,
          nb::arg("proposal_id") = 0, "entry_price: default the reference price.")
      .def_ro("symbol", &TradeMeta::symbol)
      .def_ro("strategy_name", &TradeMeta::strategy_name)
      .def_prop_ro(
          "direction", [](const TradeMeta& t) { return to_python(t.direction); },
          nb::sig("def direction(self) -> strategyOrchestrator._names.Direction"), "LONG (1) or SHORT (-1)")
      .def_ro("ts", &TradeMeta::ts, "when it is tried, ms")
      .def_ro("reference_price", &TradeMeta::reference_price, "price that the first leg is measured from")
      .def_ro("entry_price", &TradeMeta::entry_price)
      .def_prop_ro("tp_price", [](const TradeMeta& t) { return or_none(t.tp_price); })
      .def_prop_ro("sl_price", [](const TradeMeta& t) { return or_none(t.sl_price); })
      .def_ro("confidence", &TradeMeta::confidence)
      .def_ro("equity", &TradeMeta::equity, "before this instant")
      .def_ro("cash", &TradeMeta::cash)
      .def_ro("inverse", &TradeMeta::inverse)
      .def_ro("multiplier", &TradeMeta::multiplier)
      .def_ro("proposal_id", &TradeMeta::proposal_id)
      .def("__repr__",
           [](const TradeMeta& t) { return fmt::format("TradeMeta({} at {}, equity {})", t.symbol, t.reference_price, t.equity); });

  nb::class_<FillRecord>(
      m, "FillRecord",
      "What was filled: a price (quote currency) and a quantity > 0; the side tells the sign, the fee is in cash currency.")
      .def(
          "__init__",
          [](FillRecord* self, double price, double quantity, nb::object side, double fee, TimeMs ts, bool overflow,
             std::uint64_t proposal_id,
             std::uint32_t leg) { new (self) FillRecord{ts, read_side(side), price, quantity, fee, overflow, proposal_id, leg}; },
          nb::arg("price"), nb::arg("quantity"), nb::arg("side") = 1, nb::arg("fee") = 0.0, nb::arg("ts") = 0, nb::arg("overflow") = false,
          nb::arg("proposal_id") = 0, nb::arg("leg") = 0)
      .def_ro("ts", &FillRecord::ts)
      .def_prop_ro(
          "side", [](const FillRecord& f) { return to_python(f.side); }, nb::sig("def side(self) -> strategyOrchestrator._names.Side"))
      .def_ro("price", &FillRecord::price)
      .def_ro("quantity", &FillRecord::quantity)
      .def_ro("fee", &FillRecord::fee)
      .def_ro("overflow", &FillRecord::overflow, "more than the offered depth, filled at the worst level")
      .def_ro("proposal_id", &FillRecord::proposal_id)
      .def_ro("leg", &FillRecord::leg)
      .def("__repr__", [](const FillRecord& f) {
        return fmt::format("FillRecord({} {} at {}, fee {})", f.side == Side::kBuy ? "BUY" : "SELL", f.quantity, f.price, f.fee);
      });
}

OptionalPrice read_price(nb::handle value, const char* name) {
  return value.is_none() ? OptionalPrice() : OptionalPrice(number_of(value, name));
}

void bind_plan(nb::module_& m) {
  nb::class_<TradePlan>(m, "TradePlan", "Legs and exit rules that a decision brings along, as `plan`.")
      .def_prop_ro("legs", [](const TradePlan& plan) { return plan.legs; })
      .def_prop_ro("crossing_policy",
                   [](const TradePlan& plan) {
                     constexpr const char* kNames[] = {"prefer_sl", "prefer_tp", "random"};
                     return kNames[static_cast<std::size_t>(plan.crossing_policy)];
                   })
      .def_ro("max_holding_bars", &TradePlan::max_holding_bars, "decision bars; None: no limit")
      .def_ro("trailing_stop_pct", &TradePlan::trailing_stop_pct, "fraction of the best price since entry; None: none")
      .def_prop_ro(
          "has_exit_resolver", [](const TradePlan& plan) { return plan.exit_resolver != nullptr; },
          "whether it replaces the bracket rules");
}

void bind_builder(nb::module_& m) {
  nb::class_<TradeProposalBuilder>(
      m, "TradeProposalBuilder",
      "Builds a trade plan step by step: TradeProposalBuilder(\"BTCUSDT\", 1.0, \"LONG\").scale_in(3, 0.0, 0.01)\n"
      ".bracket_exit(0.05, 0.02).set_entry_params(price, None, None, ts).build(detail).")
      .def(
          "__init__",
          [](TradeProposalBuilder* self, std::string symbol, double size, nb::object direction) {
            new (self) TradeProposalBuilder(std::move(symbol), size, read_direction(direction));
          },
          nb::arg("symbol"), nb::arg("size") = 1.0, nb::arg("direction") = "LONG", "size: base currency (contracts when inverse), > 0.")
      .def(
          "scale_in",
          [](TradeProposalBuilder& self, std::int64_t n, double start_pct, double step_pct, nb::object reference) -> TradeProposalBuilder& {
            return self.scale_in(n, start_pct, step_pct, read_reference(reference));
          },
          nb::arg("n"), nb::arg("start_pct") = 0.0, nb::arg("step_pct") = 0.0, nb::arg("reference") = "open",
          nb::rv_policy::reference_internal,
          "n legs of size/n at reference * (1 - d * (start_pct + k * step_pct)); fractions. Replaces earlier legs.")
      .def(
          "bracket_exit",
          [](TradeProposalBuilder& self, std::optional<double> tp, std::optional<double> sl, nb::object crossing,
             nb::object resolver) -> TradeProposalBuilder& {
            std::shared_ptr<ExitResolver> exit;
            if (!resolver.is_none()) exit = make_exit_resolver(std::move(resolver));
            return self.bracket_exit(tp, sl, read_crossing_policy(crossing), std::move(exit));
          },
          nb::arg("tp").none(), nb::arg("sl").none(), nb::arg("crossing_policy") = "prefer_sl", nb::arg("exit_resolver") = nb::none(),
          nb::rv_policy::reference_internal, "Take-profit and stop as fractions of the entry price; None: no such exit.")
      .def(
          "set_entry_params",
          [](TradeProposalBuilder& self, double entry_price, nb::object tp, nb::object sl, TimeMs entry_ts) -> TradeProposalBuilder& {
            return self.set_entry_params(entry_price, read_price(tp, "tp_price"), read_price(sl, "sl_price"), entry_ts);
          },
          nb::arg("entry_price"), nb::arg("tp_price") = nb::none(), nb::arg("sl_price") = nb::none(), nb::arg("entry_ts") = 0,
          nb::rv_policy::reference_internal,
          "The decision: its price (quote currency), its bracket where given as prices, its time T (ms).");
}

}  // namespace

void bind_trades(nb::module_& m) {
  bind_orders(m);
  bind_events(m);
  bind_plan(m);
  bind_builder(m);
}

}  // namespace orchestrator::python
