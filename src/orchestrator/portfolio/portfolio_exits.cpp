// Exits: how they are found, filled and written down (docs/semantics.md, sections 5 and 10).
//
// The search for a trade's exit goes on in chunks that double, so that a trade costs time in proportion to how long it is held, whatever ends it.
#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"
#include "orchestrator/trades/candle_scan.h"

namespace orchestrator {
namespace {

constexpr std::size_t kFirstChunk = 32;

constexpr Side exit_side(Direction direction) { return direction == Direction::kLong ? Side::kSell : Side::kBuy; }

OrderKind order_kind(ExitType type, const std::string& label) {
  switch (type) {
    case ExitType::kTp:
      return OrderKind::kTakeProfit;
    case ExitType::kSl:
    case ExitType::kTrail:
      return OrderKind::kStop;
    case ExitType::kLiquidation:
      return OrderKind::kLiquidation;
    case ExitType::kResolver:
      return label == "TP" ? OrderKind::kTakeProfit : OrderKind::kStop;
    case ExitType::kTime:
    case ExitType::kSignal:
    case ExitType::kFinal:
      break;
  }
  return OrderKind::kAtMarket;
}

Stage stage_of(ExitMoment moment) {
  switch (moment) {
    case ExitMoment::kAtOpen:
      return Stage::kExitAtOpen;
    case ExitMoment::kAfterFillsAtOpen:
      return Stage::kExitAfterFillsAtOpen;
    case ExitMoment::kInside:
      break;
  }
  return Stage::kExitInside;
}

}  // namespace

/// Best price that a trailing stop has seen before a candle; NaN when there is none.
double BasePortfolioManager::best_before(const LiveTrade& trade, std::size_t candle) const {
  const ExitWatch& watch = trade.watch;
  if (!watch.trailing_stop_pct || candle <= watch.first_fill_candle) return kNoPrice;
  const PriceExtremes extremes = price_extremes(timeline_->track(trade.proposal.symbol).candles(), watch.first_fill_candle, candle);
  return watch.direction == Direction::kLong ? extremes.high : extremes.low;
}

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
    queue_.push({track.step_of(trade.exit.candle), stage_of(trade.exit.moment), QueuedKind::kExit, static_cast<std::uint16_t>(time ? 1 : 2),
                 slot, trade.proposal.id, trade.exit_version});
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

void BasePortfolioManager::close_at(LiveTrade& trade, std::uint32_t slot, std::size_t candle, TimeMs exit_time, ExitType type,
                                    double price) {
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
  const FillSum exit = fill_event(event, symbol, candle, fees);
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
  row.strategy_name = trade.proposal.strategy_name;
  row.meta = trade.proposal.meta;
  row.entry_time = timeline_->at(timeline_->track(row.symbol).step_of(trade.watch.first_fill_candle));
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
