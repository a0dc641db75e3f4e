// Events: legs that fill or stop waiting, exits that are found and filled (docs/semantics.md, sections 4 to 7).
//
// Searches look ahead in the candles in chunks that double, and queue what they find: an event, or "go on searching here". So a trade costs
// time in proportion to how long it is held, whatever ends it.
#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"
#include "orchestrator/trades/candle_scan.h"

namespace orchestrator {
namespace {

constexpr std::size_t kFirstChunk = 32;

constexpr Side entry_side(Direction direction) { return direction == Direction::kLong ? Side::kBuy : Side::kSell; }
constexpr Side exit_side(Direction direction) { return direction == Direction::kLong ? Side::kSell : Side::kBuy; }

OrderKind order_kind(ExitType type, const std::string& label) {
  switch (type) {
    case ExitType::kTp: return OrderKind::kTakeProfit;
    case ExitType::kSl:
    case ExitType::kTrail: return OrderKind::kStop;
    case ExitType::kLiquidation: return OrderKind::kLiquidation;
    case ExitType::kResolver: return label == "TP" ? OrderKind::kTakeProfit : OrderKind::kStop;
    case ExitType::kTime:
    case ExitType::kSignal:
    case ExitType::kFinal: break;
  }
  return OrderKind::kAtMarket;
}

Stage stage_of(ExitMoment moment) {
  switch (moment) {
    case ExitMoment::kAtOpen: return Stage::kExitAtOpen;
    case ExitMoment::kAfterFillsAtOpen: return Stage::kExitAfterFillsAtOpen;
    case ExitMoment::kInside: break;
  }
  return Stage::kExitInside;
}

}  // namespace

void BasePortfolioManager::execute(const QueuedEvent& event) {
  if (!book_.holds(event.trade, event.proposal_id)) return;
  LiveTrade& trade = book_.at(event.trade);
  switch (event.kind) {
    case QueuedKind::kSignal: return signal_exit(trade, event.trade, event.step);
    case QueuedKind::kSearchExit:
      if (event.version == trade.exit_version) search_exit(trade, event.trade);
      return;
    case QueuedKind::kExit:
      if (event.version == trade.exit_version) {
        const CandleSpan& candles = timeline_->track(trade.proposal.symbol).candles();
        if (trade.exit.ambiguous) ++results_.ambiguous_exits;
        close_at(trade, event.trade, trade.exit.candle, candles.open_time[trade.exit.candle], trade.exit.type, trade.exit.price);
      }
      return;
    case QueuedKind::kSearchLeg:
    case QueuedKind::kFillLeg:
    case QueuedKind::kExpireLeg: break;
  }
  const auto leg = std::find_if(trade.legs.begin(), trade.legs.end(), [&](const LiveLeg& l) { return l.number == event.order; });
  if (leg == trade.legs.end() || leg->state != LiveLeg::State::kWaiting) return;
  if (event.kind == QueuedKind::kSearchLeg) return search_leg(trade, event.trade, *leg);
  if (event.kind == QueuedKind::kFillLeg) return fill_leg(trade, event.trade, *leg, event.step);
  end_leg(trade, event.trade, *leg);
}

// ---- legs

/// Settles when a leg with a predicate becomes live. False: not within the candles before `end`.
bool BasePortfolioManager::find_start(const LiveTrade& trade, LiveLeg& leg, const CandleSpan& candles, std::size_t end) const {
  const auto& predicate = std::get<std::function<bool(const Candle&)>>(trade.proposal.plan->legs[leg.number].start.when);
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
  const std::size_t hit = first_touch(candles, leg.search_from, std::min(end, candles.size()), is_long ? leg.price : kNoPrice, is_long ? kNoPrice : leg.price);
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

FillSum BasePortfolioManager::fill_event(TradeEvent event, std::uint32_t symbol, const Candle& candle, double& fees) {
  const double slippage = is_price_bounded(event.kind) ? 0 : cost_rate(*policies_.slippage, event, "slippage_model");
  fill_scratch_.clear();
  policies_.fill->fill(event, slippage, Book{candle}, fill_scratch_);
  const Contract& contract = ledger_.position(symbol).contract();
  FillSum sum;
  for (FillRecord& fill : fill_scratch_) {
    if (!(fill.price > 0 && std::isfinite(fill.price) && fill.quantity > 0 && std::isfinite(fill.quantity))) {
      throw strategy_error("bad_fill", "fill_policy filled " + std::to_string(fill.quantity) + " at " + std::to_string(fill.price), "/fill_policy",
                           "fills need a finite price and quantity > 0");
    }
    event.price = fill.price;
    event.quantity = fill.quantity;
    fill.fee = cost_rate(*policies_.fee, event, "fee_model") * contract.notional(fill.quantity, fill.price);
    fees += fill.fee;
    ledger_.ingest(symbol, fill);
    sum.add(contract, fill.quantity, fill.price);
  }
  settle_cash();
  position_changed(symbol);
  return sum;
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
  const FillSum filled = fill_event(event, symbol, track.candles().at(candle), fees);
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
  const FillSum& before = watch.inside_fill_candle != kNoCandle && watch.inside_fill_candle < candle ? trade.entry : trade.settled;
  watch.liquidation_price = liquidation_price(trade, before.quantity > 0 ? before : trade.entry);
  watch.best_price = best_before(trade, candle);
  const double d = static_cast<double>(trade.proposal.direction);
  return d * leg.price <= d * stop_price(watch);
}

/// Best price that a trailing stop has seen before a candle; NaN when there is none.
double BasePortfolioManager::best_before(const LiveTrade& trade, std::size_t candle) const {
  const ExitWatch& watch = trade.watch;
  if (!watch.trailing_stop_pct || candle <= watch.first_fill_candle) return kNoPrice;
  const PriceExtremes extremes = price_extremes(timeline_->track(trade.proposal.symbol).candles(), watch.first_fill_candle, candle);
  return watch.direction == Direction::kLong ? extremes.high : extremes.low;
}

/// Adds a leg's fills to its trade, and to what its liquidation price is taken from (section 8, isolated).
void BasePortfolioManager::book_entry(LiveTrade& trade, const LiveLeg& leg, std::size_t candle, const FillSum& filled, double fees) {
  const bool first = trade.entry.quantity == 0;
  ExitWatch& watch = trade.watch;
  if (!first && watch.inside_fill_candle != kNoCandle && watch.inside_fill_candle < candle) trade.settled = trade.entry;
  trade.entry.quantity += filled.quantity;
  trade.entry.notional += filled.notional;
  trade.fees += fees;
  if (first) {
    watch.first_fill_candle = candle;
    watch.first_fill_at_open = leg.fills_at_open;
    const auto& holding = trade.proposal.plan->max_holding_bars;
    if (holding) watch.time_exit = timeline_->track(trade.proposal.symbol).candles().open_time[candle] + *holding * settings_.interval.ms();
  }
  if (leg.fills_at_open) {
    trade.settled.quantity += filled.quantity;
    trade.settled.notional += filled.notional;
  } else {
    watch.inside_fill_candle = candle;
  }
}

// ---- exits

/// (Re)starts the search for a trade's exit at a candle in which one of its legs has just filled.
void BasePortfolioManager::watch_exit(LiveTrade& trade, std::uint32_t slot, std::size_t from) {
  ++trade.exit_version;
  trade.watch.best_price = best_before(trade, from);
  trade.exit_search_from = from;
  trade.exit_search_chunk = kFirstChunk;
  search_exit(trade, slot);
}

void BasePortfolioManager::search_exit(LiveTrade& trade, std::uint32_t slot) {
  const Track& track = timeline_->track(trade.proposal.symbol);
  const CandleSpan& candles = track.candles();
  ExitWatch& watch = trade.watch;
  std::size_t begin = trade.exit_search_from;
  // A resolver is user code and may keep state: it is asked about a candle only when that candle is due.
  const std::size_t end = std::min(begin + (watch.resolver ? 1 : trade.exit_search_chunk), candles.size());
  trade.exit_search_chunk *= 2;
  std::optional<FoundExit> found;
  if (begin == watch.inside_fill_candle && begin < end) {
    // In this candle the liquidation price still rests on what was filled before it, if anything was.
    watch.liquidation_price = liquidation_price(trade, trade.settled.quantity > 0 ? trade.settled : trade.entry);
    found = find_exit(watch, candles, begin, begin + 1);
    ++begin;
  }
  if (!found) {
    watch.liquidation_price = liquidation_price(trade, trade.entry);
    found = find_exit(watch, candles, begin, end);
  }
  if (found) {
    trade.exit = std::move(*found);
    const bool time = trade.exit.type == ExitType::kTime;
    queue_.push({track.step_of(trade.exit.candle), stage_of(trade.exit.moment), QueuedKind::kExit,
                 static_cast<std::uint16_t>(time ? 1 : 2), slot, trade.proposal.id, trade.exit_version});
    return;
  }
  trade.exit_search_from = end;
  if (end < candles.size()) {
    queue_.push({track.step_of(end), Stage::kSearch, QueuedKind::kSearchExit, 0, slot, trade.proposal.id, trade.exit_version});
  }
}

void BasePortfolioManager::close_longs(std::uint32_t symbol, Step now) {
  for (const std::uint32_t slot : book_.of_symbol(symbol)) {
    const LiveTrade& trade = book_.at(slot);
    if (trade.proposal.direction != Direction::kLong) continue;
    queue_.push({now, Stage::kExitAtOpen, QueuedKind::kSignal, 0, slot, trade.proposal.id, 0});
  }
}

void BasePortfolioManager::signal_exit(LiveTrade& trade, std::uint32_t slot, Step now) {
  if (!trade.is_open()) {
    ++results_.unfilled;
    return book_.close(slot);
  }
  const Track& track = timeline_->track(trade.proposal.symbol);
  const std::size_t candle = track.candles_before(now + 1) - 1;
  close_at(trade, slot, candle, timeline_->at(now), ExitType::kSignal, track.candles().open[candle]);
}

void BasePortfolioManager::close_at(LiveTrade& trade, std::uint32_t slot, std::size_t candle, TimeMs exit_time, ExitType type, double price) {
  const std::uint32_t symbol = trade.proposal.symbol;
  TradeEvent event;
  event.ts = exit_time;
  event.type = type == ExitType::kLiquidation ? TradeEventType::kLiquidate : TradeEventType::kClose;
  event.kind = order_kind(type, type == ExitType::kResolver ? trade.exit.label : std::string());
  event.side = exit_side(trade.proposal.direction);
  event.symbol = symbols_[symbol].name;
  event.price = price;
  event.quantity = trade.entry.quantity;
  event.limit_price = type == ExitType::kTp ? trade.proposal.tp_price : price;
  event.proposal_id = trade.proposal.id;
  double fees = 0;
  const FillSum exit = fill_event(event, symbol, timeline_->track(symbol).candles().at(candle), fees);
  if (std::fabs(exit.quantity - trade.entry.quantity) > 1e-9 * trade.entry.quantity) {
    throw strategy_error("bad_fill", "fill_policy did not fill an exit whole", "/fill_policy", "exits must be filled whole");
  }
  trade.fees += fees;
  record(trade, candle, exit_time, type, exit);
  book_.close(slot);
}

void BasePortfolioManager::record(const LiveTrade& trade, std::size_t candle, TimeMs exit_time, ExitType type, const FillSum& exit) {
  const CandleSpan& candles = timeline_->track(trade.proposal.symbol).candles();
  const Contract& contract = ledger_.position(trade.proposal.symbol).contract();
  const double d = static_cast<double>(trade.proposal.direction);
  TradeRecord row;
  row.proposal_id = trade.proposal.id;
  row.symbol = trade.proposal.symbol;
  row.direction = trade.proposal.direction;
  row.exit_type = type;
  if (type == ExitType::kResolver) {
    const auto known = std::find(results_.labels.begin(), results_.labels.end(), trade.exit.label);
    row.label = static_cast<std::uint16_t>(known - results_.labels.begin());
    if (known == results_.labels.end()) results_.labels.push_back(trade.exit.label);
  }
  row.ambiguous = type != ExitType::kFinal && type != ExitType::kSignal && trade.exit.ambiguous;
  row.strategy_name = trade.proposal.strategy_name;
  row.meta = trade.proposal.meta;
  row.entry_time = candles.open_time[trade.watch.first_fill_candle];
  row.exit_time = exit_time;
  row.entry_price = trade.entry.average(contract);
  row.exit_price = exit.average(contract);
  row.size = trade.entry.quantity;
  row.fees = trade.fees;
  row.funding = trade.funding;
  row.pnl = contract.profit(d * row.size, row.entry_price, row.exit_price) - row.fees - row.funding;
  row.return_pct = row.pnl / trade.entry.notional * 100;
  row.confidence = trade.proposal.confidence;
  row.bars_held = (exit_time - row.entry_time) / settings_.interval.ms();
  PriceExtremes seen{row.exit_price, row.exit_price};
  if (candle > trade.watch.first_fill_candle) {
    const PriceExtremes whole = price_extremes(candles, trade.watch.first_fill_candle, candle);
    seen = {std::min(seen.low, whole.low), std::max(seen.high, whole.high)};
  }
  const double worst = d > 0 ? seen.low : seen.high;
  const double best = d > 0 ? seen.high : seen.low;
  row.mae = std::min(0.0, d * (worst / row.entry_price - 1) * 100);
  row.mfe = std::max(0.0, d * (best / row.entry_price - 1) * 100);
  results_.trades.push_back(row);
}

}  // namespace orchestrator
