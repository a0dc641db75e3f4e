#include <gtest/gtest.h>

#include "orchestrator/strategies/ema_cross_strategy.h"
#include "support/random_candles.h"
#include "support/random_seed.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

// The rule of docs/strategies.md, bar by bar, with its own EMAs.
std::vector<std::pair<std::size_t, Signal>> model(const std::vector<double>& close, std::size_t fast, std::size_t slow) {
  std::vector<std::pair<std::size_t, Signal>> signals;
  const double a = 2.0 / static_cast<double>(fast + 1), b = 2.0 / static_cast<double>(slow + 1);
  double f = close[0], s = close[0];
  for (std::size_t i = 1; i < close.size(); ++i) {
    const double f0 = f, s0 = s;
    f = f * (1 - a) + close[i] * a;
    s = s * (1 - b) + close[i] * b;
    if (i < slow) continue;  // undefined at i - 1
    if (f0 <= s0 && f > s) signals.emplace_back(i, Signal::kBuy);
    if (f0 >= s0 && f < s) signals.emplace_back(i, Signal::kSell);
  }
  return signals;
}

TEST(EmaCross, FollowsItsRule) {
  const std::uint64_t seed = test_support::random_seed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  for (const bool coarse : {false, true}) {
    for (const auto& [fast, slow] : {std::pair<int, int>{9, 21}, {1, 2}, {3, 50}}) {
      const CandleColumns columns = test_support::random_candles(random, 3000, coarse);
      EMACrossStrategy strategy(Params({{"fast", fast}, {"slow", slow}}));
      const auto wanted = model(columns.close, static_cast<std::size_t>(fast), static_cast<std::size_t>(slow));
      const auto decided = test_support::run(strategy, columns.view(), test_support::Path::kRange, random);
      ASSERT_GT(wanted.size(), 10u);
      ASSERT_EQ(decided.size(), wanted.size());
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        EXPECT_EQ(decided[k].bar, wanted[k].first);
        EXPECT_EQ(decided[k].decision.signal, wanted[k].second);
        EXPECT_TRUE(decided[k].decision.entry_price.missing());
      }
    }
  }
}

TEST(EmaCross, RefusesAFastPeriodThatIsNotFaster) {
  for (const ValueMap& bad : {ValueMap{{"fast", 21}}, ValueMap{{"fast", 30}, {"slow", 10}}, ValueMap{{"slow", 9}}}) {
    try {
      EMACrossStrategy strategy{Params(bad)};
      ADD_FAILURE() << "accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "invalid_parameter");
      EXPECT_EQ(error.where(), "/params/fast");
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(EmaCross, ReportsItsPeriods) {
  const EMACrossStrategy strategy;
  EXPECT_EQ(strategy.get_indicator_periods({}).at("ema"), (std::vector<double>{9, 21}));
  EXPECT_EQ(strategy.get_required_lookback({}), 21u);
}

}  // namespace
}  // namespace orchestrator
