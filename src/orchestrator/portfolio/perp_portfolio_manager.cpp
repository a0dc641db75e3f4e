#include "orchestrator/portfolio/perp_portfolio_manager.h"

#include <algorithm>
#include <cmath>

namespace orchestrator {

PerpPortfolioManager::PerpPortfolioManager(const PortfolioSettings& settings, const PortfolioPolicies& policies, const Timeline& timeline,
                                           std::vector<PortfolioSymbol> symbols)
    : BasePortfolioManager(settings, policies, timeline, std::move(symbols), Market::kPerp) {
  for (std::uint32_t symbol = 0; symbol < this->symbols().size(); ++symbol) schedule_funding(symbol);
  std::stable_sort(funding_.begin(), funding_.end(), [](const Due& a, const Due& b) { return a.step < b.step; });
}

void PerpPortfolioManager::schedule_funding(std::uint32_t symbol) {
  const FundingSeries& rates = symbols()[symbol].funding;
  if (timeline().size() == 0) return;
  const TimeMs first = timeline().at(0);
  for (std::size_t i = 0; i < rates.time.size(); ++i) {
    const TimeMs t = floor_to(rates.time[i], kMinuteMs);
    if (t < first) continue;
    const Step step = timeline().lower_bound(t);
    if (step == timeline().size()) break;
    funding_.push_back({step, symbol, rates.rate[i], funding_mark(symbol, t)});
  }
}

/// Notes 8.c and 8.l. NaN when the symbol has no candle yet; no position can exist then.
double PerpPortfolioManager::funding_mark(std::uint32_t symbol, TimeMs t) const {
  if (const auto& mark = symbols()[symbol].mark) {
    const std::size_t i = mark->lower_bound(t);
    if (i < mark->size() && mark->open_time[i] == t) return mark->open[i];
  }
  const CandleSpan& candles = timeline().track(symbol).candles();
  std::size_t i = candles.lower_bound(t);
  if (i < candles.size() && candles.open_time[i] == t) return candles.open[i];
  if (i == 0) return kNoPrice;
  const double open = candles.open[i - 1];
  const TimeMs length = symbols()[symbol].detail_interval.ms();
  while (i > 0 && candles.open_time[i - 1] + length > t) --i;
  return i > 0 ? candles.close[i - 1] : open;
}

Step PerpPortfolioManager::next_funding(Step from) const {
  const auto due = std::lower_bound(funding_.begin() + static_cast<std::ptrdiff_t>(next_funding_), funding_.end(), from,
                                    [](const Due& a, Step step) { return a.step < step; });
  return due == funding_.end() ? kNoStep : due->step;
}

void PerpPortfolioManager::apply_funding(Step now) {
  for (; next_funding_ < funding_.size() && funding_[next_funding_].step <= now; ++next_funding_) {
    const Due& due = funding_[next_funding_];
    if (due.step < now) continue;  // nothing was open then
    for (const std::uint32_t slot : book().of_symbol(due.symbol)) {
      LiveTrade& trade = book().at(slot);
      if (!trade.is_open()) continue;
      const Contract& contract = ledger().position(due.symbol).contract();
      const double paid = static_cast<double>(trade.proposal.direction) * contract.notional(trade.entry.quantity, due.mark) * due.rate;
      trade.funding += paid;
      mutable_ledger().ingest_funding(paid);
    }
  }
  settle_cash();
}

double PerpPortfolioManager::calculate_margin() const {
  double margin = 0;
  for (const std::uint32_t symbol : active_symbols()) {
    const Position& position = ledger().position(symbol);
    margin += position.contract().notional(std::fabs(position.quantity()), position.average_price());
  }
  return margin / settings().leverage;
}

double PerpPortfolioManager::free_amount() const { return equity() - calculate_margin() - reserved(); }

double PerpPortfolioManager::liquidation_price(const LiveTrade& trade, const FillSum& basis) const {
  if (settings().cross_margin || !(settings().leverage > 1)) return kNoPrice;
  const Contract& contract = ledger().position(trade.proposal.symbol).contract();
  const double entry = basis.average(contract);
  const double d = static_cast<double>(trade.proposal.direction);
  const double mmr = symbols()[trade.proposal.symbol].instrument.mmr;
  const double share = d / settings().leverage;
  const double price = contract.inverse ? entry * (1 + d * mmr) / (1 + share) : entry * (1 - share) / (1 - d * mmr);
  return price > 0 && std::isfinite(price) ? price : kNoPrice;
}

void PerpPortfolioManager::liquidate_if_short_of_margin(Step now) {
  if (!settings().cross_margin || !book().has_open_trades()) return;
  double equity = cash();
  double maintenance = 0;
  for (const std::uint32_t symbol : active_symbols()) {
    const Position& position = ledger().position(symbol);
    const double close = last_close(symbol, now);
    equity += value_at(symbol, close);
    maintenance += position.contract().notional(std::fabs(position.quantity()), close) * symbols()[symbol].instrument.mmr;
  }
  if (!(equity < maintenance)) return;
  for (const std::uint32_t slot : book().in_proposal_order()) {
    LiveTrade& trade = book().at(slot);
    if (!trade.is_open()) continue;
    const std::uint32_t symbol = trade.proposal.symbol;
    const std::size_t candle = timeline().track(symbol).candles_before(now + 1) - 1;
    close_at(trade, slot, candle, timeline().track(symbol).candles().open_time[candle], ExitType::kLiquidation, last_close(symbol, now));
  }
}

double PerpPortfolioManager::conserved_cash() const {
  return settings().initial_cash + ledger().realised() - ledger().fees() - ledger().funding();
}

}  // namespace orchestrator
