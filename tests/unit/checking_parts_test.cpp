// What the check is made of: bars with another future, the comparison of answers, the choice of bars.
#include <gtest/gtest.h>

#include <cmath>

#include "orchestrator/checking/answers.h"
#include "orchestrator/checking/check_bars.h"
#include "orchestrator/checking/check_subject.h"
#include "orchestrator/market/validation.h"
#include "support/random_candles.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

class CheckBarsTest : public testing::Test {
 protected:
  std::mt19937_64 random_{test_support::random_seed()};
  CandleColumns first_ = test_support::random_candles(random_, 500), second_ = test_support::random_candles(random_, 500);
  CheckBars whole_{{"AUSDT", "BUSDT"}, {first_.view(), second_.view()}, 40, nullptr};
};

bool same_until(const CandleSpan& a, const CandleSpan& b, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const Candle x = a.at(i), y = b.at(i);
    if (x.open_time != y.open_time || x.open != y.open || x.high != y.high || x.low != y.low || x.close != y.close || x.volume != y.volume)
      return false;
  }
  return true;
}

TEST_F(CheckBarsTest, BehindACutIsNothing) {
  const CheckBars cut = cut_after(whole_, 123);
  ASSERT_EQ(cut.size(), 124U);
  EXPECT_EQ(cut.first_decision, 40U);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_TRUE(same_until(cut.bars[k], whole_.bars[k], 124));
    EXPECT_TRUE(std::isnan(cut.bars[k].close.data()[124]));  // not the candle that was cut off
  }
}

TEST_F(CheckBarsTest, AnotherFutureIsValidAndAnother) {
  const CheckBars changed = changed_after(whole_, 123);
  ASSERT_EQ(changed.size(), 500U);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_TRUE(same_until(changed.bars[k], whole_.bars[k], 124));
    EXPECT_NO_THROW(require_valid(changed.bars[k], "AUSDT", Interval()));
    EXPECT_NEAR(std::fabs(changed.bars[k].close[124] / whole_.bars[k].close[124] - 1), 0.1, 1e-9);
    for (std::size_t i = 124; i < 500; ++i) EXPECT_NE(changed.bars[k].close[i], whole_.bars[k].close[i]);
  }
  const double ratio = changed.bars[0].close[300] / whole_.bars[0].close[300];
  EXPECT_NE(ratio, changed.bars[1].close[300] / whole_.bars[1].close[300]);  // each symbol goes its own way
  EXPECT_TRUE(same_until(changed.bars[0], changed_after(whole_, 123).bars[0], 500));
}

TEST_F(CheckBarsTest, PartsCountFromTheirFirstBar) {
  const CheckBars part = part_of(whole_, 30, 100, 40);
  EXPECT_EQ(part.size(), 70U);
  EXPECT_EQ(part.first_decision, 10U);
  EXPECT_EQ(part.open_time(0), whole_.open_time(30));
}

class AnswersTest : public testing::Test {
 protected:
  Answers answers() const { return Answers({candles_.view(), candles_.view()}); }
  std::mt19937_64 random_{1};
  CandleColumns candles_ = test_support::random_candles(random_, 50);
};

Decision buy() {
  Decision decision;
  decision.signal = Signal::kBuy;
  return decision;
}

TEST_F(AnswersTest, ComparesToTheBit) {
  Answers left = answers(), right = answers();
  left.log.emit(3, Signal::kBuy, 0.0);
  right.log.emit(3, Signal::kBuy, -0.0);
  const auto difference = first_difference(left, right, 50);
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->bar, 3U);
  EXPECT_EQ(difference->value, "confidence");
  EXPECT_FALSE(first_difference(left, right, 3));  // the bar is not asked about
}

TEST_F(AnswersTest, NamesTheFirstValueThatDiffers) {
  const auto value_of = [&](const std::function<void(Decision&)>& change) {
    Answers left = answers(), right = answers();
    Decision decision = buy();
    left.log.emit(7, decision);
    change(decision);
    right.log.emit(7, decision);
    const auto difference = first_difference(left, right, 50);
    return difference ? difference->value : "nothing";
  };
  EXPECT_EQ(value_of([](Decision&) {}), "nothing");
  EXPECT_EQ(value_of([](Decision& d) { d.signal = Signal::kSell; }), "signal");
  EXPECT_EQ(value_of([](Decision& d) { d.signal = Signal::kNo; }), "signal");
  EXPECT_EQ(value_of([](Decision& d) { d.symbol = 1; }), "symbol");
  EXPECT_EQ(value_of([](Decision& d) { d.entry_price = 100.0; }), "entry_price");
  EXPECT_EQ(value_of([](Decision& d) { d.tp_price = OptionalPrice::none(); }), "tp_price");
  EXPECT_EQ(value_of([](Decision& d) { d.sl_price = 90.0; }), "sl_price");
  EXPECT_EQ(value_of([](Decision& d) { d.confidence = 0.5; }), "confidence");
  EXPECT_EQ(value_of([](Decision& d) { d.meta = "{}"; }), "meta");
  EXPECT_EQ(value_of([](Decision& d) { d.strategy_name = "Other"; }), "strategy_name");
  EXPECT_EQ(value_of([](Decision& d) { d.plan = std::make_shared<const TradePlan>(); }), "plan");
}

TEST_F(AnswersTest, PlansAreComparedByWhatTheySay) {
  const auto with_offset = [&](double offset) {
    TradePlan plan;
    plan.legs[0].offset = offset;
    Decision decision = buy();
    decision.plan = std::make_shared<const TradePlan>(plan);
    Answers said = answers();
    said.log.emit(5, decision);
    return said;
  };
  EXPECT_FALSE(first_difference(with_offset(0.1), with_offset(0.1), 50));
  EXPECT_TRUE(first_difference(with_offset(0.1), with_offset(0.2), 50));
}

TEST_F(AnswersTest, SecondDecisionsAndFailuresCount) {
  Answers left = answers(), right = answers();
  left.log.emit(4, buy());
  right.log.emit(4, buy());
  right.log.emit(4, buy());
  ASSERT_TRUE(first_difference(left, right, 50));
  EXPECT_EQ(*first_difference(left, right, 50)->left.as_text(), "NO");

  Answers failing = answers();
  failing.failures.push_back({4, strategy_error("", "why")});
  const auto difference = first_difference(left, failing, 50);
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->value, "exception");
  EXPECT_EQ(*difference->right.as_text(), "why");
  EXPECT_FALSE(first_difference(failing, failing, 50));
}

TEST_F(AnswersTest, BarsMayBeCountedOtherwise) {
  Answers left = answers(), right = answers();
  left.log.emit(40, Signal::kSell);
  right.log.emit(10, Signal::kSell);
  EXPECT_FALSE(difference_at(left, 40, right, 10));
  EXPECT_TRUE(difference_at(left, 40, right, 11));
}

TEST_F(AnswersTest, InSubstanceABasisPointIsNothing) {
  const auto differs = [&](double price, const char* meta) {
    Answers left = answers(), right = answers();
    Decision decision = buy();
    decision.entry_price = 100.0;
    left.log.emit(1, decision);
    decision.entry_price = price;
    decision.meta = meta;
    right.log.emit(1, decision);
    return difference_at(left, 1, right, 1, Sameness::kSubstance).has_value();
  };
  EXPECT_FALSE(differs(100.009, "{}"));
  EXPECT_TRUE(differs(100.02, ""));
}

TEST(SampleBars, HalfOfThemAreWanted) {
  std::vector<std::size_t> wanted;
  for (std::size_t bar = 0; bar < 1000; bar += 3) wanted.push_back(bar);
  const auto bars = sample_bars(wanted, 100, 900, 60);
  EXPECT_LE(bars.size(), 60U);
  EXPECT_GE(bars.size(), 45U);
  EXPECT_GE(bars.front(), 100U);
  EXPECT_LT(bars.back(), 900U);
  EXPECT_GT(bars.back(), 860U);
  EXPECT_EQ(bars, sample_bars(wanted, 100, 900, 60));
  EXPECT_GE(std::count_if(bars.begin(), bars.end(), [](std::size_t bar) { return bar % 3 == 0; }), 30);
  EXPECT_EQ(sample_bars({5}, 4, 8, 60), (std::vector<std::size_t>{4, 5, 6, 7}));
  EXPECT_TRUE(sample_bars({5}, 8, 8, 60).empty());
}

}  // namespace
}  // namespace orchestrator
