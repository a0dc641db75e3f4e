// What must hold in every run, whatever the candles, the decisions and the policies (docs/semantics.md, sections 4 to 8): checked on every event of random runs.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/policies/vwap_depth_policy.h"
#include "orchestrator/repository/inline_repository.h"
#include "orchestrator/results/result_json.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

constexpr double kLevelBps = 2;

/// Decides at random, from a seed that is its own for each job's bars, so that runs repeat.
class RandomStrategy final : public BaseStrategy {
 public:
  explicit RandomStrategy(unsigned seed) : seed_(seed) {}
  std::string name() const override { return "RandomStrategy"; }
  Decision decide(const BarView& bars) override {
    std::mt19937 random(seed_ ^ static_cast<unsigned>(bars.open_time() / kMinuteMs));
    Decision decision;
    const unsigned draw = random() % 4;
    decision.signal = draw == 0 ? Signal::kBuy : draw == 1 ? Signal::kSell : Signal::kNo;
    return decision;
  }

 private:
  unsigned seed_;
};

/// Passes every event on and checks it: prices within the candle unless moved by slippage or depth, never before the decision's close.
class CheckingFillPolicy final : public FillPolicy {
 public:
  CheckingFillPolicy(std::unique_ptr<FillPolicy> inner, double tolerance) : inner_(std::move(inner)), tolerance_(tolerance) {}
  void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) override {
    inner_->fill(event, slippage, book, fills);
    EXPECT_GE(event.price, book.candle().low);
    EXPECT_LE(event.price, book.candle().high);
    if (is_price_bounded(event.kind)) {
      EXPECT_EQ(slippage, 0);
    }
    for (const FillRecord& fill : fills) {
      const double worse = static_cast<double>(event.side) * (fill.price / event.price - 1);
      EXPECT_LE(worse, slippage + tolerance_ + 1e-12);
      EXPECT_GE(worse, -1e-12);
      if (is_price_bounded(event.kind)) {
        EXPECT_LE(static_cast<double>(event.side) * (fill.price - event.limit_price), 1e-9 * fill.price);
      }
      ++count;
    }
  }
  double worst_price(const TradeEvent& event, double slippage) const override { return inner_->worst_price(event, slippage); }
  std::size_t count = 0;

 private:
  std::unique_ptr<FillPolicy> inner_;
  double tolerance_;
};

class CheckingCapacity final : public CapacityPolicy {
 public:
  explicit CheckingCapacity(std::size_t limit) : limit_(limit), inner_(limit) {}
  CapacityVerdict admit(const TradeMeta& meta, std::size_t new_legs, const CapacityState& state) override {
    EXPECT_LE(state.filled_legs + state.waiting_legs, limit_);
    return inner_.admit(meta, new_legs, state);
  }

 private:
  std::size_t limit_;
  LegCapacity inner_;
};

CandleSeries random_series(std::mt19937& random, const std::string& symbol, std::size_t rows) {
  std::normal_distribution<double> normal;
  CandleColumns columns;
  double price = 100;
  TimeMs time = 1704067200000;
  for (std::size_t i = 0; i < rows; ++i) {
    const double open = price * (random() % 10 == 0 ? std::exp(0.05 * normal(random)) : 1);
    const double close = open * std::exp(0.01 * normal(random));
    const double high = std::max(open, close) * (1 + 0.01 * std::fabs(normal(random)));
    const double low = std::min(open, close) * (1 - 0.01 * std::fabs(normal(random)) / 2);
    columns.push_back({time, open, high, low, close, static_cast<double>(random() % 100)});
    price = close;
    time += kMinuteMs * (random() % 20 == 0 ? 3 : 1);
  }
  return make_series(symbol, Interval(), std::move(columns));
}

struct Scenario {
  RunConfiguration config;
  RunComponents components;
  std::unique_ptr<InlineRepository> repository;
  CheckingFillPolicy* fills = nullptr;
};

Scenario make_scenario(unsigned seed) {
  std::mt19937 random(seed);
  Scenario s;
  std::vector<CandleSeries> series;
  for (std::size_t k = 0; k < 1 + random() % 3; ++k) {
    series.push_back(random_series(random, "S" + std::to_string(k), 50 + random() % 200));
    s.config.symbols.push_back(series.back().symbol);
  }
  s.config.market = random() % 2 ? Market::kPerp : Market::kSpot;
  s.config.sell_signal = s.config.market == Market::kPerp ? SellSignal::kShort : SellSignal::kClose;
  if (s.config.market == Market::kPerp) {
    s.config.leverage = 1 + random() % 20;
    s.config.margin_mode = random() % 2 ? MarginMode::kCross : MarginMode::kIsolated;
    s.config.funding_rate = 0.0003;
  }
  s.config.tp_ratio = 0.002 * (1 + random() % 20);
  s.config.sl_ratio = 0.002 * (1 + random() % 20);
  s.config.entry.legs = 1 + random() % 3;
  s.config.entry.step_pct = 0.003;
  if (random() % 2) s.config.entry.expire_bars = 1 + random() % 10;
  if (random() % 3 == 0) s.config.trailing_stop_pct = 0.01;
  if (random() % 3 == 0) s.config.max_holding_bars = 1 + random() % 20;
  s.config.entry.tif = static_cast<TimeInForce>(random() % 3);
  s.config.crossing_policy = static_cast<CrossingPolicy>(random() % 3);
  s.repository = std::make_unique<InlineRepository>(std::move(series), std::vector<CandleSeries>{});

  const bool depth = random() % 2;
  std::unique_ptr<FillPolicy> inner = std::make_unique<AggressiveMarketPolicy>();
  if (depth) inner = std::make_unique<VWAPDepthPolicy>(Params(ValueMap{{"level_bps", Value(kLevelBps)}}));
  auto fills = std::make_unique<CheckingFillPolicy>(std::move(inner), depth ? 4 * kLevelBps / 10000 * 1.01 : 0);
  s.fills = fills.get();
  s.components.fill_policy = std::move(fills);
  s.components.make_strategy = [seed] { return std::make_unique<RandomStrategy>(seed); };
  s.components.fee_model = std::make_unique<StaticCost>(0.001);
  s.components.slippage_model = std::make_unique<StaticCost>(random() % 2 ? 0.0005 : 0.0);
  s.components.sizing_model = std::make_unique<FixedFraction>(0.05 + 0.01 * static_cast<double>(random() % 95));
  s.components.capacity_policy = std::make_unique<CheckingCapacity>(1 + random() % 8);
  return s;
}

TEST(EngineInvariants, HoldOnEveryEventOfRandomRuns) {
  const unsigned first_seed = test_support::random_seed();
  std::size_t fills = 0;
  std::size_t trades = 0;
  for (unsigned k = 0; k < 300; ++k) {
    const unsigned seed = first_seed + k;
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Scenario s = make_scenario(seed);
    RunContext context;
    context.check_every_event = true;
    const BacktestResult result = run_backtest(s.config, s.components, *s.repository, context);
    fills += s.fills->count;
    trades += result.portfolio.trades.size();
    double pnl = 0;
    for (const TradeRecord& trade : result.portfolio.trades) {
      pnl += trade.pnl;
      EXPECT_GE(trade.exit_time, trade.entry_time);
      EXPECT_LE(trade.mae, 0);
      EXPECT_GE(trade.mfe, 0);
    }
    // The rows of the trade log account for every cent that cash moved by.
    EXPECT_NEAR(result.initial_cash + pnl, result.portfolio.final_cash, 1e-9 * (result.initial_cash + result.portfolio.traded_notional));
    EXPECT_EQ(result.counts.admitted, result.counts.trades + result.counts.unfilled);
    EXPECT_EQ(result.counts.proposals, result.counts.admitted + result.counts.rejected);
    if (s.config.market == Market::kSpot) {
      EXPECT_GE(result.portfolio.final_cash, 0);
    }
    EXPECT_EQ(result.portfolio.equity.values().back(), result.portfolio.final_cash);
    if (HasFailure()) return;
  }
  EXPECT_GT(fills, 2000U);
  EXPECT_GT(trades, 1000U);
}

TEST(EngineInvariants, TheSameBytesForAnyNumberOfWorkers) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (unsigned k = 0; k < 20; ++k) {
    Scenario s = make_scenario(seed + k);
    std::string first;
    for (const std::int64_t workers : {1, 2, 3, 8}) {
      s.config.parallel_symbols = workers;
      RunContext context;
      BacktestResult result = run_backtest(s.config, s.components, *s.repository, context);
      result.parallel_symbols.reset();  // what the configuration said; the only word about workers in a result
      const std::string json = to_json(result, false, false);
      if (first.empty()) first = json;
      ASSERT_EQ(json, first);
    }
  }
}

}  // namespace
}  // namespace orchestrator
