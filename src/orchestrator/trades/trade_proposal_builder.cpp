#include "orchestrator/trades/trade_proposal_builder.h"

#include <cmath>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

bool positive(double value) { return value > 0 && std::isfinite(value); }

}  // namespace

TradeProposalBuilder::TradeProposalBuilder(std::string symbol, double size, Direction direction)
    : symbol_(std::move(symbol)), size_(size), direction_(direction) {}

TradeProposalBuilder& TradeProposalBuilder::scale_in(std::int64_t n, double start_pct, double step_pct, const PriceReference& reference) {
  if (n < 1) throw strategy_error("bad_proposal", "scale_in needs at least one leg");
  plan_.legs.clear();
  for (std::int64_t k = 0; k < n; ++k) {
    OrderLeg leg;
    leg.fraction = 1.0 / static_cast<double>(n);
    leg.offset = start_pct + static_cast<double>(k) * step_pct;
    leg.reference = reference;
    plan_.legs.push_back(std::move(leg));
  }
  return *this;
}

TradeProposalBuilder& TradeProposalBuilder::bracket_exit(std::optional<double> tp, std::optional<double> sl, CrossingPolicy crossing_policy,
                                                         std::shared_ptr<ExitResolver> exit_resolver) {
  tp_ratio_ = tp;
  sl_ratio_ = sl;
  plan_.crossing_policy = crossing_policy;
  plan_.exit_resolver = std::move(exit_resolver);
  return *this;
}

TradeProposalBuilder& TradeProposalBuilder::set_entry_params(double entry_price, OptionalPrice tp_price, OptionalPrice sl_price,
                                                             TimeMs entry_ts) {
  entry_price_ = entry_price;
  tp_price_ = tp_price;
  sl_price_ = sl_price;
  entry_ts_ = entry_ts;
  return *this;
}

PlannedTrade TradeProposalBuilder::build(const CandleSeries& detail) const {
  if (!positive(size_) || !positive(entry_price_))
    throw strategy_error("bad_proposal", "size and entry_price must be finite and > 0", symbol_);
  PlannedTrade built;
  built.plan = std::make_shared<const TradePlan>(plan_);
  built.detail = detail;
  built.first_candle = detail.lower_bound(entry_ts_);
  if (built.first_candle == detail.size()) {
    throw strategy_error("no_data", "no candle of " + symbol_ + " opens at or after " + format_time(entry_ts_), symbol_);
  }
  TradeProposal& proposal = built.proposal;
  proposal.direction = direction_;
  proposal.size = size_;
  proposal.decision_time = entry_ts_;
  proposal.entry_price = entry_price_;
  proposal.decision_close = entry_price_;
  const double d = static_cast<double>(direction_);
  proposal.tp_price = resolve_exit_price(tp_price_, tp_ratio_, entry_price_, d);
  proposal.sl_price = resolve_exit_price(sl_price_, sl_ratio_, entry_price_, -d);
  proposal.plan = built.plan.get();
  bool mirrored = false;
  if (!settle_bracket(direction_, entry_price_, 0, proposal.tp_price, proposal.sl_price, mirrored)) {
    throw strategy_error("bad_bracket", "take-profit or stop of " + symbol_ + " lies on the wrong side of the entry price", symbol_);
  }
  return built;
}

}  // namespace orchestrator
