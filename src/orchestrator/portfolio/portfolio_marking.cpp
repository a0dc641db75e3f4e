// Equity: cash plus what the positions are worth at each step's closes. Symbols are added in their order, so that a step marked alone and a
// step marked in a run of quiet ones get the same bits.
#include <algorithm>

#include "orchestrator/portfolio/base_portfolio_manager.h"

namespace orchestrator {

double BasePortfolioManager::value_at(std::uint32_t symbol, double price) const { return ledger_.position(symbol).quantity() * price; }

void BasePortfolioManager::add_value(std::uint32_t symbol, std::span<const double> closes, std::span<double> equity,
                                     const double* start) const {
  const double quantity = ledger_.position(symbol).quantity();
  add_to_equity(equity, start, [&](std::size_t i) { return quantity * closes[i]; });
}

void BasePortfolioManager::mark(Step begin, Step end) {
  const std::span<double> equity = results_.equity.slice(begin, end);
  const double* start = &cash_;
  for (const std::uint32_t symbol : active_) {
    mark_symbol(symbol, begin, equity, start);
    start = nullptr;
  }
  if (start) std::fill(equity.begin(), equity.end(), cash_);
  if (book_.has_open_trades()) results_.steps_exposed += equity.size();
  if (!equity.empty()) equity_ = equity.back();
}

void BasePortfolioManager::mark_symbol(std::uint32_t symbol, Step begin, std::span<double> equity, const double* start) {
  const Track& track = timeline_->track(symbol);
  const std::span<const double> closes = track.candles().close;
  std::size_t next = track.candles_before(begin + 1);  // the newest candle at or before `begin` is next - 1
  if (track.contiguous() && track.step_of(next - 1) == begin) {
    const std::size_t covered = std::min<std::size_t>(equity.size(), closes.size() - (next - 1));
    add_value(symbol, closes.subspan(next - 1, covered), equity.first(covered), start);
    // Where the series ends inside the range, its last close stays the mark.
    if (covered < equity.size()) {
      const double value = value_at(symbol, closes.back());
      add_to_equity(equity.subspan(covered), start, [&](std::size_t) { return value; });
    }
    return;
  }
  double value = value_at(symbol, closes[next - 1]);
  add_to_equity(equity, start, [&](std::size_t i) {
    if (next < closes.size() && track.step_of(next) == begin + i) value = value_at(symbol, closes[next++]);
    return value;
  });
}

}  // namespace orchestrator
