// try_execute: whether a proposal may trade (docs/semantics.md, section 6.1), and its legs.
#include <algorithm>
#include <cmath>
#include <limits>

#include "orchestrator/base/error.h"
#include "orchestrator/base/random.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"

namespace orchestrator {
namespace {

double round_to_step(double quantity, double step) { return step > 0 ? std::floor(quantity / step + 1e-9) * step : quantity; }

bool is_market(const OrderLeg& leg) {
  const auto* named = std::get_if<NamedReference>(&leg.reference);
  return named && *named == NamedReference::kOpen && leg.offset == 0 && std::holds_alternative<std::monostate>(leg.start.when);
}

}  // namespace

/// A proposal on its way in.
struct BasePortfolioManager::Admission {
  const TradeProposal& proposal;
  Step now = 0;
  std::size_t first_candle = 0;  ///< the symbol's candle at `now`
  double reference = 0;          ///< P of the first leg: what sizing divides by
  TradeMeta meta;
  std::vector<LiveLeg>* legs = nullptr;
};

bool BasePortfolioManager::try_execute(const TradeProposal& proposal, Step now) {
  const Track& track = timeline_->track(proposal.symbol);
  Admission admission{proposal, now, track.candles_before(now + 1) - 1, 0, {}, &leg_scratch_};
  if (!admit(admission)) return false;
  start_trade(admission);
  return true;
}

double BasePortfolioManager::reference_price(const TradeProposal& proposal, const OrderLeg& leg, double open) const {
  if (const auto* number = std::get_if<double>(&leg.reference)) return *number;
  if (const auto* callable = std::get_if<CandlePrice>(&leg.reference)) {
    const double price = (*callable)(proposal.decision_bar());
    if (!(price > 0 && std::isfinite(price)))
      throw strategy_error("bad_reference_price", "an entry reference returned " + std::to_string(price));
    return price;
  }
  switch (std::get<NamedReference>(leg.reference)) {
    case NamedReference::kOpen:
      return open;
    case NamedReference::kClose:
      return proposal.decision_close;
    case NamedReference::kEntry:
      return proposal.entry_price;
  }
  return open;
}

/// Prices of the legs that make sense (4.c, 4.d); quantities come later.
void BasePortfolioManager::build_legs(Admission& admission) {
  const TradeProposal& proposal = admission.proposal;
  const CandleSpan& candles = timeline_->track(proposal.symbol).candles();
  const double open = candles.open[admission.first_candle];
  const double d = static_cast<double>(proposal.direction);
  const double tick = symbols_[proposal.symbol].instrument.tick_size;
  admission.legs->clear();
  for (std::size_t k = 0; k < proposal.plan->legs.size(); ++k) {
    const OrderLeg& plan = proposal.plan->legs[k];
    const double reference = reference_price(proposal, plan, open);
    if (k == 0) admission.reference = reference;
    LiveLeg leg;
    leg.market = is_market(plan);
    leg.number = static_cast<std::uint16_t>(k);
    leg.tif = plan.tif;
    leg.price = leg.market ? reference : round_to_tick(reference * (1 - d * plan.offset), tick);
    const bool senseless = !(leg.price > 0) || d * leg.price <= d * proposal.sl_price || d * leg.price >= d * proposal.tp_price;
    if (!leg.market && senseless) {
      ++results_.dropped_legs;
      continue;
    }
    admission.legs->push_back(leg);
  }
}

TradeMeta BasePortfolioManager::meta_of(const TradeProposal& proposal, double reference, TimeMs ts) const {
  const PortfolioSymbol& symbol = symbols_[proposal.symbol];
  TradeMeta meta;
  meta.symbol = symbol.name;
  if (proposal.strategy_name) meta.strategy_name = *proposal.strategy_name;
  meta.direction = proposal.direction;
  meta.ts = ts;
  meta.reference_price = reference;
  meta.entry_price = proposal.entry_price;
  meta.tp_price = proposal.tp_price;
  meta.sl_price = proposal.sl_price;
  meta.confidence = proposal.confidence;
  meta.equity = equity_;
  meta.cash = cash_;
  meta.inverse = symbol.instrument.inverse;
  meta.multiplier = symbol.instrument.multiplier;
  meta.proposal_id = proposal.id;
  return meta;
}

double BasePortfolioManager::cost_rate(EventCostModel& model, const TradeEvent& event, const char* where) const {
  const double rate = model(event);
  if (!(rate >= 0 && rate < 1)) {
    throw strategy_error("bad_cost", std::string(where) + " returned " + std::to_string(rate) + " for " + std::string(event.symbol),
                         std::string("/") + where, "return a fraction in [0, 1)");
  }
  return rate;
}

/// Gives each leg its quantity and what it reserves (6.d, 7.e).
BasePortfolioManager::SizedLegs BasePortfolioManager::size_legs(Admission& admission, double quantity) {
  const TradeProposal& proposal = admission.proposal;
  const PortfolioSymbol& symbol = symbols_[proposal.symbol];
  const Contract& contract = ledger_.position(proposal.symbol).contract();
  SizedLegs sized;
  for (LiveLeg& leg : *admission.legs) {
    leg.quantity = round_to_step(quantity * proposal.plan->legs[leg.number].fraction, symbol.instrument.step_size);
    leg.reserved = 0;
    sized.smallest_notional = std::min(sized.smallest_notional, contract.notional(leg.quantity, leg.price));
    if (!(leg.quantity > 0)) {
      sized.some_zero = true;
      continue;
    }
    TradeEvent event;
    event.ts = admission.meta.ts;
    event.kind = leg.market ? OrderKind::kMarket : OrderKind::kLimit;
    event.side = proposal.direction == Direction::kLong ? Side::kBuy : Side::kSell;
    event.symbol = symbol.name;
    event.price = event.limit_price = leg.price;
    event.quantity = leg.quantity;
    event.tif = leg.tif;
    event.proposal_id = proposal.id;
    event.leg = leg.number;
    if (leg.market) event.price = policies_.fill->worst_price(event, cost_rate(*policies_.slippage, event, "slippage_model"));
    leg.reserved = needed_for(contract.notional(leg.quantity, event.price), cost_rate(*policies_.fee, event, "fee_model"));
    sized.needed += leg.reserved;
  }
  return sized;
}

/// Fills in the meta for those that follow. A policy that only counts is asked first: a full portfolio refuses most of what a busy strategy proposes.
bool BasePortfolioManager::has_capacity(Admission& admission) {
  const TradeProposal& proposal = admission.proposal;
  const CapacityState state = book_.capacity_state(proposal.symbol);
  const auto admitted = [&] {
    const CapacityVerdict verdict = policies_.capacity->admit(admission.meta, admission.legs->size(), state);
    if (!verdict.admitted) reject(proposal, RejectReason::kCapacity, verdict.needed, verdict.limit);
    return verdict.admitted;
  };
  const bool only_counts = policies_.capacity->only_counts();
  if (only_counts && !admitted()) return false;
  know_equity_before(admission.now);
  admission.meta = meta_of(proposal, admission.reference, timeline_->at(admission.now));
  return only_counts || admitted();
}

bool BasePortfolioManager::admit(Admission& admission) {
  const TradeProposal& proposal = admission.proposal;
  const PortfolioSymbol& symbol = symbols_[proposal.symbol];
  const double d = static_cast<double>(proposal.direction);
  const auto refuse = [&](RejectReason reason, double a = kNoPrice, double b = kNoPrice, double c = kNoPrice) {
    reject(proposal, reason, a, b, c);
    return false;
  };

  const double open = timeline_->track(proposal.symbol).candles().open[admission.first_candle];
  const bool crossed = d * open >= d * proposal.tp_price || d * open <= d * proposal.sl_price;
  if (crossed && std::any_of(proposal.plan->legs.begin(), proposal.plan->legs.end(), is_market)) {
    return refuse(RejectReason::kBracketCrossed, open, proposal.tp_price, proposal.sl_price);
  }
  build_legs(admission);
  std::vector<LiveLeg>& legs = *admission.legs;
  if (legs.empty()) return refuse(RejectReason::kBadBracket, proposal.entry_price, proposal.tp_price, proposal.sl_price);

  if (!has_capacity(admission)) return false;

  const double scale = (*policies_.sizing)(admission.meta, TradeEventType::kOpen);
  if (!std::isfinite(scale))
    throw strategy_error("bad_size", "sizing_model returned " + std::to_string(scale), "/sizing_model", "return a finite number");
  const double quantity = scale > 0 ? proposal.size * scale : 0;
  const SizedLegs sized = size_legs(admission, quantity);
  const double free = free_amount();
  const double allowed = free > 0 ? free * (1 + 1e-12) : free;
  if (sized.needed > allowed) return refuse(RejectReason::kCash, sized.needed, free);
  if (!check_risk(proposal, admission.meta)) return refuse(RejectReason::kRisk);
  if (sized.some_zero) return refuse(RejectReason::kSize, quantity, symbol.instrument.step_size);
  if (sized.smallest_notional < symbol.instrument.min_notional) {
    return refuse(RejectReason::kMinNotional, sized.smallest_notional, symbol.instrument.min_notional);
  }
  return true;
}

void BasePortfolioManager::start_trade(Admission& admission) {
  const std::uint32_t slot = book_.open(admission.proposal);
  LiveTrade& trade = book_.at(slot);
  const TradeProposal& proposal = trade.proposal;
  const CandleSpan& candles = timeline_->track(proposal.symbol).candles();
  trade.legs = *admission.legs;
  ++results_.admitted;

  ExitWatch& watch = trade.watch;
  watch.direction = proposal.direction;
  watch.tp_price = proposal.tp_price;
  watch.sl_price = proposal.sl_price;
  watch.trailing_stop_pct = proposal.plan->trailing_stop_pct;
  watch.crossing_policy = settings_.crossing_override.value_or(proposal.plan->crossing_policy);
  watch.crossing_takes_tp = !(uniform01(settings_.seed, proposal.id, RandomPurpose::kCrossing, 0) < 0.5);
  watch.resolver = proposal.plan->exit_resolver.get();

  for (LiveLeg& leg : trade.legs) {
    const LegStart& start = proposal.plan->legs[leg.number].start;
    leg.live_from = admission.first_candle;
    if (const auto* when = std::get_if<std::int64_t>(&start.when)) {
      leg.live_from = start.is_time ? std::max(candles.lower_bound(*when), admission.first_candle)
                                    : admission.first_candle + static_cast<std::size_t>(std::max<std::int64_t>(*when, 0));
    } else if (!std::holds_alternative<std::monostate>(start.when)) {
      leg.live_from = kNoCandle;  // known once the predicate holds
    }
    leg.search_from = leg.live_from == kNoCandle ? admission.first_candle : leg.live_from;
    leg.search_chunk = 32;
  }
  book_.start_waiting(trade);
  for (LiveLeg& leg : trade.legs) search_leg(trade, slot, leg);
}

}  // namespace orchestrator
