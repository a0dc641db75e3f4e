#include "orchestrator/portfolio/base_portfolio_manager.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

std::vector<Contract> contracts_of(const std::vector<PortfolioSymbol>& symbols) {
  std::vector<Contract> contracts;
  for (const auto& symbol : symbols) contracts.push_back({symbol.instrument.inverse, symbol.instrument.multiplier});
  return contracts;
}

std::vector<PositionValue> values_of(const TransactionLedger& ledger, std::size_t symbols, Market market) {
  std::vector<PositionValue> values;
  for (std::uint32_t symbol = 0; symbol < symbols; ++symbol)
    values.push_back({market == Market::kSpot, ledger.position(symbol).contract()});
  return values;
}

}  // namespace

BasePortfolioManager::BasePortfolioManager(const PortfolioSettings& settings, const PortfolioPolicies& policies, const Timeline& timeline,
                                           std::vector<PortfolioSymbol> symbols, Market market)
    : settings_(settings),
      policies_(policies),
      timeline_(&timeline),
      market_(market),
      symbols_(std::move(symbols)),
      ledger_(market, contracts_of(symbols_), settings.keep_fills),
      book_(symbols_.size()),
      values_(values_of(ledger_, symbols_.size(), market)),
      history_(symbols_.size(), settings.initial_cash),
      cash_(settings.initial_cash),
      equity_(settings.initial_cash),
      marker_(results_.equity, history_, timeline, values_) {
  results_.equity = EquityCurve(timeline.size());
  if (settings_.helper) follower_ = settings_.helper->start([this] { marker_.follow(stop_following_); });
}

BasePortfolioManager::~BasePortfolioManager() { end_following(); }

/// The helper reads what this object owns.
void BasePortfolioManager::end_following() {
  stop_following_ = true;
  if (follower_) settings_.helper->drop_or_wait(follower_);
  follower_.reset();
}

void BasePortfolioManager::reject(const TradeProposal& proposal, RejectReason reason, double a, double b, double c) {
  ++results_.rejections[static_cast<std::size_t>(reason)];
  if (settings_.explain) results_.rejected.push_back({proposal.id, proposal.symbol, reason, proposal.decision_time, {a, b, c}});
}

Step BasePortfolioManager::next_due(Step from) const {
  if (!book_.has_open_trades()) return queue_.next_step();
  if (watches_every_step()) return from;
  return std::min(queue_.next_step(), next_funding(from));
}

void BasePortfolioManager::on_bar(Step now) {
  history_.settle_until(now);
  now_ = now;
  apply_funding(now);
  while (queue_.next_step() <= now) {
    execute(queue_.pop());
    if (settings_.check_every_event) check_conservation("after an event");
  }
  liquidate_if_short_of_margin(now);
  history_.cash_from(now, cash_);
  note_exposure();
}

/// 10.e: the steps at whose mark a trade is open.
void BasePortfolioManager::note_exposure() {
  const bool open = book_.has_open_trades();
  if (open == exposed_) return;
  if (open)
    exposed_since_ = now_;
  else
    results_.steps_exposed += now_ - exposed_since_;
  exposed_ = open;
}

/// After the events of the step before `now`, at its closes: the bits of the curve there.
void BasePortfolioManager::know_equity_before(Step now) {
  if (now == equity_before_) return;
  equity_before_ = now;
  equity_ = cash_;
  for (const std::uint32_t symbol : active_) equity_ += value_at(symbol, last_close(symbol, now - 1));
}

void BasePortfolioManager::finish() {
  history_.settle_until(static_cast<Step>(results_.equity.size()));
  marker_.mark_settled();
  end_following();
  queue_.clear();
  if (exposed_)
    results_.steps_exposed += timeline_->size() - 1 - exposed_since_;  // at the last mark, which comes after FINAL, nothing is open
  for (const std::uint32_t slot : book_.in_proposal_order()) {
    LiveTrade& trade = book_.at(slot);
    if (!trade.is_open()) {
      ++results_.unfilled;
      book_.close(slot);
      continue;
    }
    const CandleSpan& candles = timeline_->track(trade.proposal.symbol).candles();
    const std::size_t last = candles.size() - 1;
    close_at(trade, slot, last, candles.open_time[last], ExitType::kFinal, candles.close[last]);
  }
  results_.equity.set_last(cash_);
  check_conservation("at the end");
}

PortfolioResults BasePortfolioManager::take_results() {
  results_.final_cash = cash_;
  results_.fees = ledger_.fees();
  results_.funding = ledger_.funding();
  results_.traded_notional = ledger_.traded_notional();
  return std::move(results_);
}

void BasePortfolioManager::settle_cash() {
  cash_ += ledger_.pop_cash_delta();
  // Admission allows for the rounding of its own sum (note 6.m); what it lets through must not show as debt.
  const double rounding = 1e-12 * ledger_.traded_notional() + 1e-9 * settings_.initial_cash;
  if (cash_ < 0 && cash_ > -rounding && market_ == Market::kSpot) cash_ = 0;
}

double BasePortfolioManager::conserved_cash() const {
  return settings_.initial_cash + ledger_.realised() - ledger_.fees() - ledger_.open_cost();
}

void BasePortfolioManager::check_conservation(const char* when) const {
  const double expected = conserved_cash();
  const double scale = std::max({std::fabs(settings_.initial_cash), std::fabs(cash_), ledger_.traded_notional()});
  if (!(std::fabs(cash_ - expected) <= 1e-9 * scale)) {
    throw internal_error("conservation", fmt::format("cash is {} but the ledger says {} ({})", cash_, expected, when));
  }
}

double BasePortfolioManager::last_close(std::uint32_t symbol, Step now) const {
  const Track& track = timeline_->track(symbol);
  return track.candles().close[track.candles_before(now + 1) - 1];
}

void BasePortfolioManager::position_changed(std::uint32_t symbol) {
  const auto place = std::lower_bound(active_.begin(), active_.end(), symbol);
  const bool listed = place != active_.end() && *place == symbol;
  const bool open = ledger_.position(symbol).quantity() != 0;
  if (open && !listed) active_.insert(place, symbol);
  if (!open && listed) active_.erase(place);
  history_.position_from(now_, symbol, ledger_.position(symbol).open());
}

}  // namespace orchestrator
