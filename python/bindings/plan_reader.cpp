#include "plan_reader.h"

#include <fmt/format.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>

#include "candle_functions.h"
#include "orchestrator/trades/trade_proposal_builder.h"
#include "python_errors.h"
#include "python_values.h"

namespace orchestrator::python {
namespace {

/// The decision's value, invalid when absent or None.
nb::object given(nb::handle decision, const char* key) {
  PyObject* value = PyMapping_GetItemString(decision.ptr(), key);
  if (!value) {
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) throw nb::python_error();
    PyErr_Clear();
    return {};
  }
  nb::object found = nb::steal(value);
  return found.is_none() ? nb::object() : found;
}

std::vector<OrderLeg> read_legs(const nb::object& legs) {
  std::vector<OrderLeg> result;
  try {
    for (nb::handle leg : nb::borrow<nb::sequence>(legs)) result.push_back(nb::cast<const OrderLeg&>(leg));
  } catch (const nb::cast_error&) {
    throw strategy_error("bad_decision", fmt::format("legs is {}", shown(legs)), "", "legs is a list of OrderLeg");
  }
  if (result.empty()) throw strategy_error("bad_decision", "legs is empty", "", "leave it out for the default leg");
  return result;
}

}  // namespace

CrossingPolicy read_crossing_policy(nb::handle value) {
  const std::string text = text_of(nb::hasattr(value, "value") ? nb::object(value.attr("value")) : nb::borrow(value));
  if (text == "prefer_sl") return CrossingPolicy::kPreferSl;
  if (text == "prefer_tp") return CrossingPolicy::kPreferTp;
  if (text == "random") return CrossingPolicy::kRandom;
  throw strategy_error("bad_decision", fmt::format("crossing_policy is {}", shown(value)), "", "prefer_sl, prefer_tp or random");
}

std::shared_ptr<const TradePlan> read_plan(nb::handle decision) {
  if (const nb::object plan = given(decision, "plan"); plan.is_valid()) {
    if (nb::isinstance<TradePlan>(plan)) return nb::cast<std::shared_ptr<TradePlan>>(plan);
    try {
      return std::make_shared<const TradePlan>(nb::cast<const TradeProposalBuilder&>(plan).plan());
    } catch (const nb::cast_error&) {
      throw strategy_error("bad_decision", fmt::format("plan is {}", shown(plan)), "",
                           "plan is a TradeProposalBuilder, or the TradePlan of another decision");
    }
  }
  const nb::object legs = given(decision, "legs"), crossing = given(decision, "crossing_policy"),
                   holding = given(decision, "max_holding_bars"), trailing = given(decision, "trailing_stop_pct"),
                   resolver = given(decision, "exit_resolver");
  if (!legs.is_valid() && !crossing.is_valid() && !holding.is_valid() && !trailing.is_valid() && !resolver.is_valid()) return nullptr;
  auto plan = std::make_shared<TradePlan>();
  if (legs.is_valid()) plan->legs = read_legs(legs);
  if (crossing.is_valid()) plan->crossing_policy = read_crossing_policy(crossing);
  if (holding.is_valid()) {
    const double bars = number_of(holding, "max_holding_bars");
    if (!(bars >= 1 && bars <= 1e9))
      throw strategy_error("bad_decision", fmt::format("max_holding_bars is {}", bars), "", "a number of bars >= 1");
    plan->max_holding_bars = static_cast<std::int64_t>(bars);
  }
  if (trailing.is_valid()) {
    const double pct = number_of(trailing, "trailing_stop_pct");
    if (!(pct > 0 && pct < 1))
      throw strategy_error("bad_decision", fmt::format("trailing_stop_pct is {}", pct), "", "a fraction above 0 and below 1");
    plan->trailing_stop_pct = pct;
  }
  if (resolver.is_valid()) plan->exit_resolver = make_exit_resolver(resolver);
  return plan;
}

}  // namespace orchestrator::python
