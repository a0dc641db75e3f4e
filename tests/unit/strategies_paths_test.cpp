// decide and decide_range make the same decisions, and neither looks ahead: for every built-in strategy.
#include <gtest/gtest.h>

#include "orchestrator/strategies/catalogue.h"
#include "support/builtin_samples.h"
#include "support/random_candles.h"
#include "support/random_seed.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

using test_support::Path;

class BuiltinStrategies : public testing::TestWithParam<test_support::Sample> {
 protected:
  std::unique_ptr<BaseStrategy> make() const { return test_support::make_sample(GetParam()); }
  std::uint64_t seed_ = test_support::random_seed();
  std::mt19937_64 random_{seed_};
};

TEST_P(BuiltinStrategies, DecideTheSameBarByBarAndInRanges) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  std::size_t decisions = 0;
  for (const bool coarse : {false, true}) {
    for (int round = 0; round < 5; ++round) {
      const CandleColumns columns = test_support::random_candles(random_, 2000, coarse);
      const auto one_by_one = test_support::run(*make(), columns.view(), Path::kDecide, random_);
      decisions += one_by_one.size();
      if (!make()->has_decide_range()) continue;
      const auto ranges = test_support::run(*make(), columns.view(), Path::kRange, random_);
      ASSERT_EQ(one_by_one.size(), ranges.size());
      for (std::size_t k = 0; k < ranges.size(); ++k)
        ASSERT_EQ(one_by_one[k], ranges[k]) << "bar " << one_by_one[k].bar << " or " << ranges[k].bar;
    }
  }
  EXPECT_GE(decisions, GetParam().least_decisions);
}

TEST_P(BuiltinStrategies, SayTheSameWhenABarIsAskedAboutAgain) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  if (!make()->has_decide_range()) return;
  const CandleColumns columns = test_support::random_candles(random_, 1500);
  const auto once = test_support::run(*make(), columns.view(), Path::kDecide, random_);
  const auto again = test_support::run(*make(), columns.view(), Path::kRangeThenDecide, random_);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t k = 0; k < once.size(); ++k) ASSERT_EQ(once[k], again[k]) << "bar " << once[k].bar;
}

// A strategy that peeks would decide otherwise once the future is cut off, or replaced.
TEST_P(BuiltinStrategies, DoNotKnowTheFuture) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  const CandleColumns columns = test_support::random_candles(random_, 1500);
  const Path path = make()->has_decide_range() ? Path::kRange : Path::kDecide;
  auto whole = test_support::run(*make(), columns.view(), path, random_);
  for (int round = 0; round < 10; ++round) {
    const std::size_t cut = 1 + random_() % columns.size();
    const auto before = test_support::run(*make(), columns.view().subspan(0, cut), path, random_);
    auto expected = whole;
    std::erase_if(expected, [&](const auto& d) { return d.bar >= cut; });
    ASSERT_EQ(before.size(), expected.size()) << "cut at " << cut;
    for (std::size_t k = 0; k < before.size(); ++k) ASSERT_EQ(before[k], expected[k]) << "cut at " << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(All, BuiltinStrategies, testing::ValuesIn(test_support::samples()),
                         [](const auto& sample) { return sample.param.token + std::to_string(sample.index); });

TEST(StrategyCatalogue, HasASampleOfEveryStrategy) {
  for (const BuiltinStrategy& builtin : builtin_strategies()) {
    const auto samples = test_support::samples();
    EXPECT_TRUE(std::any_of(samples.begin(), samples.end(), [&](const auto& s) { return s.token == builtin.info->token; }))
        << builtin.info->token;
  }
}

TEST(StrategyCatalogue, FindsByTokenAndClassName) {
  for (const BuiltinStrategy& builtin : builtin_strategies()) {
    EXPECT_EQ(find_builtin_strategy(builtin.info->token), &builtin);
    EXPECT_EQ(find_builtin_strategy(builtin.info->class_name), &builtin);
  }
  EXPECT_EQ(find_builtin_strategy("nothing"), nullptr);
}

}  // namespace
}  // namespace orchestrator
