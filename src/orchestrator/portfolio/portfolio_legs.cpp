// Entry legs: when they fill, and when they stop waiting (docs/semantics.md, section 4).
//
// Searches look ahead in the candles in chunks that double, and queue what they find: a fill, the end of waiting, or "go on searching here".
#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"
#include "orchestrator/trades/candle_scan.h"

namespace orchestrator {
namespace {

constexpr Side entry_side(Direction direction) { return direction == Direction::kLong ? Side::kBuy : Side::kSell; }

}  // namespace

/// Settles when a leg with a predicate becomes live. False: not within the candles before `end`.
bool BasePortfolioManager::find_start(const LiveTrade& trade, LiveLeg& leg, const CandleSpan& candles, std::size_t end) const {
  const auto& predicate = std::get<CandleTest>(trade.proposal.plan->legs[leg.number].start.when);
  for (; leg.search_from < end; ++leg.search_from) {
    if (!predicate(candles.at(leg.search_from))) continue;
    leg.live_from = ++leg.search_from;  // 4.h: live from the candle after
    return true;
  }
  return false;
}

void BasePortfolioManager::search_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg) {
  const Track& track = timeline_->track(trade.proposal.symbol);
  const CandleSpan& candles = track.candles();
  const auto queue = [&](std::size_t candle, Stage stage, QueuedKind kind) {
    queue_.push({track.step_of(candle), stage, kind, leg.number, slot, trade.proposal.id, 0});
  };
  if (leg.search_from >= candles.size()) return;  // never live within the data: waits until the end
  std::size_t end = std::min(leg.search_from + leg.search_chunk, candles.size());
  leg.search_chunk *= 2;
  if (leg.live_from == kNoCandle && !find_start(trade, leg, candles, end)) {
    if (end < candles.size()) queue(end, Stage::kSearch, QueuedKind::kSearchLeg);
    return;
  }
  if (leg.live_until == kNoCandle) {
    const auto& expire = trade.proposal.plan->legs[leg.number].expire_bars;
    if (leg.market || leg.tif != TimeInForce::kGtc) {
      leg.live_until = leg.live_from + 1;
    } else if (expire) {
      leg.live_until = leg.live_from + static_cast<std::size_t>(*expire);
    }
  }
  if (leg.market) {
    leg.fills_at_open = true;
    return queue(leg.live_from, Stage::kEntryAtOpen, QueuedKind::kFillLeg);
  }
  end = std::min(std::max(end, leg.search_from), leg.live_until);
  const bool is_long = trade.proposal.direction == Direction::kLong;
  const std::size_t hit =
      first_touch(candles, leg.search_from, std::min(end, candles.size()), is_long ? leg.price : kNoPrice, is_long ? kNoPrice : leg.price);
  if (hit < end && hit < candles.size()) {
    leg.fills_at_open = is_long ? candles.open[hit] <= leg.price : candles.open[hit] >= leg.price;
    return queue(hit, leg.fills_at_open ? Stage::kEntryAtOpen : Stage::kEntryInside, QueuedKind::kFillLeg);
  }
  leg.search_from = end;
  if (end == leg.live_until) {
    queue(end - 1, Stage::kExpire, QueuedKind::kExpireLeg);
  } else if (end < candles.size()) {
    queue(end, Stage::kSearch, QueuedKind::kSearchLeg);
  }
}

void BasePortfolioManager::end_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg) {
  book_.leg_done(trade, leg);
  if (trade.waiting_legs > 0 || trade.is_open()) return;
  ++results_.unfilled;
  book_.close(slot);
}

void BasePortfolioManager::fill_leg(LiveTrade& trade, std::uint32_t slot, LiveLeg& leg, Step now) {
  const std::uint32_t symbol = trade.proposal.symbol;
  const Track& track = timeline_->track(symbol);
  const std::size_t candle = track.candles_before(now + 1) - 1;
  if (!leg.fills_at_open && stop_comes_first(trade, leg, candle)) return;
  TradeEvent event;
  event.ts = timeline_->at(now);
  event.kind = leg.market ? OrderKind::kMarket : OrderKind::kLimit;
  event.side = entry_side(trade.proposal.direction);
  event.symbol = symbols_[symbol].name;
  event.price = leg.fills_at_open ? track.candles().open[candle] : leg.price;
  event.quantity = leg.quantity;
  event.limit_price = leg.price;
  event.tif = leg.tif;
  event.proposal_id = trade.proposal.id;
  event.leg = leg.number;
  double fees = 0;
  const FillSum filled = fill_event(event, symbol, candle, fees);
  if (filled.quantity == 0) return end_leg(trade, slot, leg);  // IOC or FOK without enough volume
  if (filled.quantity > leg.quantity * (1 + 1e-9)) {
    throw strategy_error("bad_fill", "fill_policy filled more than the leg's quantity", "/fill_policy");
  }
  book_.leg_filled(trade, leg);
  book_entry(trade, leg, candle, filled, fees);
  watch_exit(trade, slot, candle);
}

/// 5.j: inside a candle the price passes the stop of what is filled already before it reaches the leg. The exit of this candle, already queued,
/// then cancels the leg.
bool BasePortfolioManager::stop_comes_first(const LiveTrade& trade, const LiveLeg& leg, std::size_t candle) const {
  if (!trade.is_open()) return false;
  ExitWatch watch = trade.watch;
  if (watch.resolver) {  // 5.g: it replaces the bracket, not the liquidation
    watch.sl_price = kNoPrice;
    watch.trailing_stop_pct.reset();
  }
  const FillSum& before = watch.inside_fill_candle != kNoCandle && watch.inside_fill_candle < candle ? trade.entry : trade.settled;
  watch.liquidation_price = liquidation_price(trade, before.quantity > 0 ? before : trade.entry);
  watch.best_price = best_before(trade, candle);
  const double d = static_cast<double>(trade.proposal.direction);
  return d * leg.price <= d * stop_price(watch);
}

/// Adds a leg's fills to its trade, and to what its liquidation price is taken from (section 8, isolated).
void BasePortfolioManager::book_entry(LiveTrade& trade, const LiveLeg& leg, std::size_t candle, const FillSum& filled, double fees) {
  const bool first = trade.entry.quantity == 0;
  ExitWatch& watch = trade.watch;
  if (!first && watch.inside_fill_candle != kNoCandle && watch.inside_fill_candle < candle) trade.settled = trade.entry;
  trade.entry.add(filled);
  trade.fees += fees;
  if (first) {
    watch.first_fill_candle = candle;
    watch.first_fill_at_open = leg.fills_at_open;
    const auto& holding = trade.proposal.plan->max_holding_bars;
    const Track& track = timeline_->track(trade.proposal.symbol);
    const TimeMs from = timeline_->at(track.step_of(candle));
    // A decision's own plan may hold for longer than there is time, which no sum of milliseconds could hold.
    if (holding && *holding <= (kLastTime - from) / settings_.interval.ms())
      watch.time_candle = track.first_at(from + *holding * settings_.interval.ms(), candle);
  }
  if (leg.fills_at_open) {
    trade.settled.add(filled);
  } else {
    watch.inside_fill_candle = candle;
  }
}

}  // namespace orchestrator
