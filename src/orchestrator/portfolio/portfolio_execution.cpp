// Events of the queue: who takes them, and how they become fills in the ledger.
#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"

namespace orchestrator {

void BasePortfolioManager::execute(const QueuedEvent& event) {
  if (!book_.holds(event.trade, event.proposal_id)) return;
  LiveTrade& trade = book_.at(event.trade);
  switch (event.kind) {
    case QueuedKind::kSignal:
      return signal_exit(trade, event.trade, event.step);
    case QueuedKind::kSearchExit:
      if (event.version == trade.exit_version) search_exit(trade, event.trade);
      return;
    case QueuedKind::kExit:
      if (event.version == trade.exit_version) {
        if (trade.exit.ambiguous) ++results_.ambiguous_exits;
        close_at(trade, event.trade, trade.exit.candle, timeline_->at(event.step), trade.exit.type, trade.exit.price);
      }
      return;
    case QueuedKind::kSearchLeg:
    case QueuedKind::kFillLeg:
    case QueuedKind::kExpireLeg:
      break;
  }
  const auto leg = std::find_if(trade.legs.begin(), trade.legs.end(), [&](const LiveLeg& l) { return l.number == event.order; });
  if (leg == trade.legs.end() || leg->state != LiveLeg::State::kWaiting) return;
  if (event.kind == QueuedKind::kSearchLeg) return search_leg(trade, event.trade, *leg);
  if (event.kind == QueuedKind::kFillLeg) return fill_leg(trade, event.trade, *leg, event.step);
  end_leg(trade, event.trade, *leg);
}

FillSum BasePortfolioManager::fill_event(TradeEvent event, std::uint32_t symbol, std::size_t candle, double& fees) {
  const double slippage = is_price_bounded(event.kind) ? 0 : cost_rate(*policies_.slippage, event, "slippage_model");
  fill_scratch_.clear();
  policies_.fill->fill(event, slippage, Book(timeline_->track(symbol).candles(), candle), fill_scratch_);
  const Contract& contract = ledger_.position(symbol).contract();
  FillSum sum;
  for (FillRecord& fill : fill_scratch_) {
    if (!(fill.price > 0 && std::isfinite(fill.price) && fill.quantity > 0 && std::isfinite(fill.quantity))) {
      throw strategy_error("bad_fill", "fill_policy filled " + std::to_string(fill.quantity) + " at " + std::to_string(fill.price),
                           "/fill_policy", "fills need a finite price and quantity > 0");
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

}  // namespace orchestrator
