// Rules that only code of a user's own can show (docs/semantics.md 3, 3.h, 4.h, 4.i, 5.g); all others have text cases in tests/contract.
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <map>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/repository/inline_repository.h"

namespace orchestrator {
namespace {

struct Bar {
  double open, high, low, close;
};
constexpr Bar kFlat{100, 101, 99, 100};
constexpr TimeMs kStart = 1704067200000;
TimeMs minute(std::int64_t n) { return kStart + n * kMinuteMs; }

CandleSeries series(const std::string& symbol, const std::vector<Bar>& bars) {
  CandleColumns columns;
  TimeMs time = kStart;
  for (const Bar& b : bars) {
    columns.push_back({time, b.open, b.high, b.low, b.close, 1000});
    time += kMinuteMs;
  }
  return make_series(symbol, Interval(), std::move(columns));
}

/// What was called, in order; each job's instance has its own number.
struct Calls {
  std::vector<std::pair<int, std::string>> lines;
  int instances = 0;
};

/// Buys on the first bar it may decide on, with a plan of the test's.
class PlannedStrategy final : public BaseStrategy {
 public:
  PlannedStrategy(std::shared_ptr<const TradePlan> plan, Calls* calls) : plan_(std::move(plan)), calls_(calls) {
    if (calls_) number_ = calls_->instances++;
  }
  std::string name() const override { return "PlannedStrategy"; }
  std::size_t get_required_lookback(Interval) const override { return 2; }
  void reset() override { note("reset"); }
  void fit(const BarView& bars) override { note("fit to bar " + std::to_string((bars.open_time() - kStart) / kMinuteMs)); }
  Decision decide(const BarView& /*bars*/) override {
    note("decide");
    Decision decision;
    if (decided_) return decision;
    decided_ = true;
    decision.signal = Signal::kBuy;
    decision.plan = plan_;
    return decision;
  }

 private:
  void note(const std::string& what) {
    if (calls_) calls_->lines.emplace_back(number_, what);
  }
  std::shared_ptr<const TradePlan> plan_;
  Calls* calls_;
  int number_ = 0;
  bool decided_ = false;
};

struct Backtest {
  RunConfiguration config;
  RunComponents components;
  Calls calls;
  double slippage = 0;

  BacktestResult operator()(const std::vector<std::vector<Bar>>& markets, const TradePlan& plan = {}) {
    std::vector<CandleSeries> all;
    for (const auto& bars : markets) all.push_back(series("S" + std::to_string(all.size()), bars));
    for (const CandleSeries& one : all) config.symbols.push_back(one.symbol);
    config.tp_ratio.reset();
    config.sl_ratio.reset();
    config.parallel_symbols = 1;
    const InlineRepository repository(std::move(all), {});
    const auto shared = std::make_shared<const TradePlan>(plan);
    components.make_strategy = [this, shared] { return std::make_unique<PlannedStrategy>(shared, &calls); };
    components.fee_model = std::make_unique<StaticCost>(0.0);
    components.slippage_model = std::make_unique<StaticCost>(slippage);
    components.fill_policy = std::make_unique<AggressiveMarketPolicy>();
    components.sizing_model = std::make_unique<FixedFraction>(0.01);
    components.capacity_policy = std::make_unique<LegCapacity>(5);
    RunContext context;
    calls = {};
    return run_backtest(config, components, repository, context);
  }
};

/// An exit resolver made of a function.
class Resolver final : public ExitResolver {
 public:
  using Rule = std::function<std::optional<ResolvedExit>(const Candle&, double, double, Direction)>;
  explicit Resolver(Rule rule) : rule_(std::move(rule)) {}
  std::optional<ResolvedExit> operator()(const Candle& candle, double tp, double sl, Direction direction) override {
    return rule_(candle, tp, sl, direction);
  }

 private:
  Rule rule_;
};

/// Out in the candle whose high reaches 110, at 107, as `MINE` or what the test wants.
TradePlan resolved_at_107(const std::string& label) {
  TradePlan plan;
  plan.exit_resolver = std::make_shared<Resolver>([label](const Candle& candle, double, double, Direction) -> std::optional<ResolvedExit> {
    if (candle.high < 110) return std::nullopt;
    return ResolvedExit{107, label};
  });
  return plan;
}

TEST(UserCode, FitSeesTheWarmUpOnceAfterResetAndEachJobHasItsOwnInstance) {
  Backtest run;
  run.config.start_date = minute(4);  // first decision bar 3, since its T is minute 4; lookback 2 loads bars 1 and 2 before it
  run({std::vector<Bar>(6, kFlat), std::vector<Bar>(6, kFlat)});
  // Bars 3, 4 and 5 are decided on. Instances that only tell the lookback are not called.
  const std::vector<std::string> of_a_job = {"reset", "fit to bar 2", "decide", "decide", "decide"};
  std::map<int, std::vector<std::string>> jobs;
  for (const auto& [instance, what] : run.calls.lines) jobs[instance].push_back(what);
  ASSERT_EQ(jobs.size(), 2U);
  for (const auto& [instance, what] : jobs) EXPECT_EQ(what, of_a_job) << "instance " << instance;
}

TEST(UserCode, PredicateSeesWholeCandlesSoTheLegLivesFromTheNextOne) {
  TradePlan plan;
  plan.legs[0].offset = 0.05;  // limit 95
  plan.legs[0].start.when = std::function<bool(const Candle&)>([](const Candle& candle) { return candle.close < 99; });
  Backtest run;
  // Decided on bar 1, looked at from bar 2 on: bar 2 and 3 reach 95, bar 3 is the first to close below 99, bar 5 is the next that reaches 95.
  const auto result = run({{kFlat, kFlat, {100, 101, 94, 100}, {100, 101, 94, 98}, kFlat, {100, 101, 94, 100}, kFlat}}, plan);
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_EQ(result.portfolio.trades[0].entry_time, minute(5));
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].entry_price, 95);
}

TEST(UserCode, CallableReferenceSeesTheDecisionBar) {
  TradePlan plan;
  plan.legs[0].reference = CandlePrice([](const Candle& candle) { return (candle.high + candle.low) / 2; });
  Backtest run;
  // The decision bar 1 has (104 + 90) / 2 = 97; bar 2 does not reach it, bar 3 does.
  const auto result = run({{kFlat, {100, 104, 90, 100}, kFlat, {100, 101, 96, 100}, kFlat}}, plan);
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_EQ(result.portfolio.trades[0].entry_time, minute(3));
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].entry_price, 97);
}

TEST(UserCode, ResolverReplacesTheBracketRules) {
  Backtest run;
  run.slippage = 0.01;
  TradePlan plan = resolved_at_107("MINE");
  // Bar 3 gaps to 80 without a bracket rule to take it out; bar 4 reaches 110. Any label but TP slips.
  const auto result = run({{kFlat, kFlat, kFlat, {80, 81, 79, 80}, {100, 111, 99, 110}, kFlat}}, plan);
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  const TradeRecord& trade = result.portfolio.trades[0];
  EXPECT_EQ(exit_type_name(trade, result.portfolio.labels), "MINE");
  EXPECT_EQ(trade.exit_time, minute(4));
  EXPECT_DOUBLE_EQ(trade.exit_price, 107 * 0.99);
}

TEST(UserCode, ResolversTakeProfitDoesNotSlip) {
  Backtest run;
  run.slippage = 0.01;
  const auto result = run({{kFlat, kFlat, kFlat, {100, 111, 99, 110}, kFlat}}, resolved_at_107("TP"));
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].exit_price, 107);
}

TEST(UserCode, TimeComesBeforeTheResolver) {
  Backtest run;
  TradePlan plan = resolved_at_107("MINE");
  plan.max_holding_bars = 2;
  // In at bar 2, due at bar 4, whose high the resolver would take: TIME at the open comes first.
  const auto result = run({{kFlat, kFlat, kFlat, kFlat, {103, 111, 99, 110}, kFlat}}, plan);
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_EQ(result.portfolio.trades[0].exit_type, ExitType::kTime);
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].exit_price, 103);
}

TEST(UserCode, AHoldingTimeLongerThanTimeItselfNeverEnds) {
  TradePlan plan;
  for (const std::int64_t bars : {std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max() / 60'000}) {
    plan.max_holding_bars = bars;
    Backtest run;
    const auto result = run({{kFlat, kFlat, kFlat, kFlat}}, plan);
    ASSERT_EQ(result.portfolio.trades.size(), 1U);
    EXPECT_EQ(result.portfolio.trades[0].exit_type, ExitType::kFinal);
  }
}

TEST(UserCode, ATrailingStopThatTheResolverReplacesHoldsNoLegBack) {
  TradePlan plan;
  plan.legs = {OrderLeg{}, OrderLeg{}};
  for (OrderLeg& leg : plan.legs) leg.fraction = 0.5;
  plan.legs[1].offset = 0.05;  // limit 95
  plan.trailing_stop_pct = 0.1;
  plan.exit_resolver = std::make_shared<Resolver>([](const Candle& candle, double, double, Direction) -> std::optional<ResolvedExit> {
    if (candle.high < 200) return std::nullopt;
    return ResolvedExit{107, "MINE"};
  });
  Backtest run;
  // In at bar 2. Bar 3's high 120 would put a trailing stop at 108; the resolver is asked instead of it, so bar 4 passes no stop on its way to 95.
  const auto result =
      run({{kFlat, kFlat, kFlat, {100, 120, 100, 115}, {110, 111, 94, 96}, {96, 97, 95.5, 96}, {100, 200, 99, 100}, kFlat}}, plan);
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_EQ(exit_type_name(result.portfolio.trades[0], result.portfolio.labels), "MINE");
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].size, 1);
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].entry_price, 97.5);
}

TEST(UserCode, LiquidationComesBeforeTheResolver) {
  Backtest run;
  run.config.market = Market::kPerp;
  run.config.sell_signal = SellSignal::kShort;
  run.config.funding_rate = 0;
  run.config.leverage = 10;
  // 100 * 0.9 / 0.995 = 90.45; bar 3 reaches it, and 110.
  const auto result = run({{kFlat, kFlat, kFlat, {100, 111, 90, 100}, kFlat}}, resolved_at_107("MINE"));
  ASSERT_EQ(result.portfolio.trades.size(), 1U);
  EXPECT_EQ(result.portfolio.trades[0].exit_type, ExitType::kLiquidation);
  EXPECT_DOUBLE_EQ(result.portfolio.trades[0].exit_price, 90 / 0.995);
}

TEST(UserCode, ResolversPriceMustBeAPrice) {
  for (const double price : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    TradePlan plan;
    plan.exit_resolver =
        std::make_shared<Resolver>([price](const Candle&, double, double, Direction) { return ResolvedExit{price, "MINE"}; });
    Backtest run;
    try {
      run({{kFlat, kFlat, kFlat, kFlat}}, plan);
      ADD_FAILURE() << price << " was taken for a price";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
    }
  }
}

}  // namespace
}  // namespace orchestrator
