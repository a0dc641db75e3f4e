#include "orchestrator/portfolio/trade_realization.h"

#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/portfolio/perp_portfolio_manager.h"

namespace orchestrator {
namespace {

/// Notes every event on its way to the fills.
class RecordingFillPolicy final : public FillPolicy {
 public:
  void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) override {
    events.push_back(event);
    inner_.fill(event, slippage, book, fills);
  }
  std::vector<TradeEvent> events;

 private:
  AggressiveMarketPolicy inner_;
};

/// Leaves the size to the proposal.
constexpr double kProposalSize = 1;
/// More than any trade needs; small enough that cents are still kept.
constexpr double kEnoughCash = 1e12;

}  // namespace

RealizedTrade realize(const PlannedTrade& planned, const PortfolioPolicies& policies, Interval decision_interval) {
  FixedUnits sizing(kProposalSize);
  LegCapacity capacity(planned.plan->legs.size());
  PortfolioPolicies alone = policies;
  alone.sizing = &sizing;
  alone.capacity = &capacity;
  PortfolioSettings settings;
  settings.initial_cash = kEnoughCash;
  settings.interval = decision_interval;
  settings.keep_fills = true;
  const CandleSeries candles = planned.detail.slice(planned.first_candle, planned.detail.size() - planned.first_candle);
  const Timeline timeline({candles}, candles.interval.ms());
  // At leverage 1 a perpetual portfolio has no liquidation and takes both directions.
  PerpPortfolioManager portfolio(settings, alone, timeline, {{candles.symbol, Instrument{}, candles.interval, {}, {}}});
  portfolio.try_execute(planned.proposal, 0);
  for (Step due = portfolio.next_due(0); due < timeline.size(); due = portfolio.next_due(due + 1)) portfolio.on_bar(due);
  portfolio.finish();
  RealizedTrade realized;
  realized.fills = portfolio.ledger().get_fills();
  PortfolioResults results = portfolio.take_results();
  if (!results.trades.empty()) realized.trade = results.trades.front();
  realized.labels = std::move(results.labels);
  return realized;
}

std::vector<TradeEvent> build_events(const PlannedTrade& planned, Interval decision_interval) {
  RecordingFillPolicy recorder;
  StaticCost free_of_cost(0);
  PortfolioPolicies policies;
  policies.fee = &free_of_cost;
  policies.slippage = &free_of_cost;
  policies.fill = &recorder;
  realize(planned, policies, decision_interval);
  for (TradeEvent& event : recorder.events) event.symbol = planned.detail.symbol;
  return std::move(recorder.events);
}

}  // namespace orchestrator
