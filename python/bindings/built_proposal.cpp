#include "built_proposal.h"

#include <algorithm>

#include "orchestrator/market/candle_columns.h"

namespace orchestrator::python {
namespace {

bool needs_decision_bar(const TradePlan& plan) {
  return std::any_of(plan.legs.begin(), plan.legs.end(),
                     [](const OrderLeg& leg) { return std::holds_alternative<CandlePrice>(leg.reference); });
}

}  // namespace

BuiltProposal::BuiltProposal(PlannedTrade planned, std::string strategy_name, double confidence, const std::optional<Candle>& decision_bar)
    : planned_(std::move(planned)), strategy_name_(std::move(strategy_name)) {
  planned_.proposal.confidence = confidence;
  if (decision_bar) {
    CandleColumns bar;
    bar.push_back(*decision_bar);
    decision_bars_ = make_series(planned_.detail.symbol, planned_.detail.interval, std::move(bar));
  } else if (planned_.first_candle > 0) {
    decision_bars_ = planned_.detail;
    decision_index_ = planned_.first_candle - 1;
  } else if (needs_decision_bar(*planned_.plan)) {
    throw nb::value_error(
        "a leg's reference is a function of the decision bar, but no candle opens before the decision: give decision_bar");
  }
}

TradeProposal BuiltProposal::proposal() const {
  TradeProposal proposal = planned_.proposal;
  proposal.decision_bars = &decision_bars_;
  proposal.decision_index = decision_index_;
  proposal.strategy_name = &strategy_name_;
  return proposal;
}

PlannedTrade BuiltProposal::planned() const {
  PlannedTrade planned = planned_;
  planned.proposal = proposal();
  return planned;
}

}  // namespace orchestrator::python
