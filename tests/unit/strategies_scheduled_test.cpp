#include <gtest/gtest.h>

#include "orchestrator/strategies/scheduled_signals_strategy.h"
#include "support/random_candles.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

using test_support::Path;

ScheduledSignalsStrategy make(ValueList signals, ValueMap more = {}) {
  ValueMap params{{"signals", std::move(signals)}};
  params.insert(params.end(), more.begin(), more.end());
  return ScheduledSignalsStrategy(Params(params));
}

Error failure(ValueList signals, ValueMap more = {}) {
  try {
    make(std::move(signals), std::move(more)).get_required_lookback(*Interval::parse("1h"));
  } catch (const Error& error) {
    return error;
  }
  return internal_error("none", "nothing was thrown");
}

CandleColumns ten_candles() {
  std::mt19937_64 random(3);
  return test_support::random_candles(random, 10);
}

TEST(Scheduled, ReplaysTimesSymbolsAndPrices) {
  auto strategy = make(
      {ValueMap{{"time", "1970-01-01T00:05:00Z"}, {"signal", "SELL"}, {"symbol", "BTC/USDT"}, {"confidence", 0.25}},
       ValueMap{{"time", std::int64_t{2 * kMinuteMs}}, {"signal", "BUY"}, {"entry_price", 9.5}, {"tp_price", Value()}, {"sl_price", 9}},
       ValueMap{{"time", std::int64_t{3 * kMinuteMs}}, {"signal", "BUY"}, {"symbol", "ETHUSDT"}},
       ValueMap{{"time", std::int64_t{99 * kMinuteMs}}, {"signal", "BUY"}}});
  std::mt19937_64 random(1);
  const CandleColumns columns = ten_candles();
  const auto decided = test_support::run(strategy, columns.view(), Path::kRange, random);
  ASSERT_EQ(decided.size(), 2u);
  EXPECT_EQ(decided[0].bar, 2u);
  EXPECT_EQ(decided[0].decision.signal, Signal::kBuy);
  EXPECT_EQ(decided[0].decision.entry_price.value(), 9.5);
  EXPECT_TRUE(decided[0].decision.tp_price.is_none());
  EXPECT_EQ(decided[0].decision.sl_price.value(), 9);
  EXPECT_EQ(decided[1].bar, 5u);
  EXPECT_EQ(decided[1].decision.signal, Signal::kSell);
  EXPECT_EQ(decided[1].decision.confidence, 0.25);
  EXPECT_TRUE(decided[1].decision.tp_price.missing());
}

TEST(Scheduled, MakesSeveralSignalsOfOneBarInTheOrderOfTheList) {
  auto strategy = make({ValueMap{{"time", 0}, {"signal", "SELL"}}, ValueMap{{"time", 0}, {"signal", "BUY"}}});
  std::mt19937_64 random(1);
  const CandleColumns columns = ten_candles();
  const auto decided = test_support::run(strategy, columns.view(), Path::kRange, random);
  ASSERT_EQ(decided.size(), 2u);
  EXPECT_EQ(decided[0].decision.signal, Signal::kSell);
  EXPECT_EQ(decided[1].decision.signal, Signal::kBuy);
  EXPECT_THROW(test_support::run(strategy, columns.view(), Path::kDecide, random), Error);
}

TEST(Scheduled, DecidesOnJoinedBarsForEverySymbolNamed) {
  auto strategy = make({ValueMap{{"time", 60000}, {"signal", "BUY"}}, ValueMap{{"time", 60000}, {"signal", "SELL"}, {"symbol", "B"}}},
                       {{"joined", true}});
  ASSERT_EQ(strategy.work_units({"A", "B"}).size(), 1u);
  const CandleColumns columns = ten_candles();
  JobBars job;
  job.symbols = {{"A", columns.view(), {}}, {"B", columns.view(), {}}};
  EXPECT_TRUE(strategy.decide_basket(BarView(job, 0)).empty());
  const auto decisions = strategy.decide_basket(BarView(job, 1));
  ASSERT_EQ(decisions.size(), 3u);
  EXPECT_EQ(decisions[0].symbol, 0u);
  EXPECT_EQ(decisions[1].symbol, 1u);
  EXPECT_EQ(decisions[2].symbol, 1u);
  EXPECT_EQ(decisions[2].signal, Signal::kSell);
}

TEST(Scheduled, NamesWhatIsWrongWithASignal) {
  const auto where = [](const Value& signal) { return failure({signal}).where(); };
  EXPECT_EQ(where(ValueMap{{"signal", "BUY"}}), "/params/signals/0/time");
  EXPECT_EQ(where(ValueMap{{"time", "yesterday"}, {"signal", "BUY"}}), "/params/signals/0/time");
  EXPECT_EQ(where(ValueMap{{"time", 60000}, {"signal", "BUY"}}), "/params/signals/0/time");  // not an hour
  EXPECT_EQ(where(ValueMap{{"time", 0}, {"signal", "buy it"}}), "/params/signals/0/signal");
  EXPECT_EQ(where(ValueMap{{"time", 0}, {"signal", "BUY"}, {"tp_price", "high"}}), "/params/signals/0/tp_price");
  EXPECT_EQ(where("BUY"), "/params/signals/0");
  EXPECT_EQ(failure({ValueMap{{"tiem", 0}}}).hint(), "did you mean 'time'?");
  EXPECT_EQ(failure({}, {{"lookback", 0}}).where(), "/params/lookback");
  EXPECT_EQ(failure({ValueMap{{"time", 3600000}, {"signal", "BUY"}}}).code(), "none");
}

}  // namespace
}  // namespace orchestrator
