// How an ensemble turns votes into a decision (docs/strategies.md).
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "orchestrator/strategies/buy_and_hold_strategy.h"
#include "orchestrator/strategies/ensemble_strategy.h"
#include "support/random_candles.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

// Says the same on every bar, and checks that it is shown its own window and columns.
class Voter final : public BaseStrategy {
 public:
  Voter(std::string name, Signal signal, double confidence = 1, std::size_t lookback = 1)
      : name_(std::move(name)), signal_(signal), confidence_(confidence), lookback_(lookback) {}
  std::string name() const override { return name_; }
  std::size_t get_required_lookback(Interval) const override { return lookback_; }
  std::vector<IndicatorRequest> required_indicators(Interval) const override {
    return {{"highest_close", {static_cast<double>(lookback_)}}};
  }
  Decision decide(const BarView& bars) override {
    EXPECT_EQ(bars.size(), lookback_);
    double highest = 0;
    for (std::size_t ago = 0; ago < lookback_; ++ago) highest = std::max(highest, bars.close(ago));
    EXPECT_EQ(bars.indicator(0), highest);
    Decision decision;
    decision.signal = signal_;
    decision.confidence = confidence_;
    decision.entry_price = static_cast<double>(name_.front());
    decision.sl_price = OptionalPrice::none();
    return decision;
  }

 private:
  std::string name_;
  Signal signal_;
  double confidence_;
  std::size_t lookback_;
};

struct Vote {
  Signal signal;
  double weight = 1;
  double confidence = 1;
};
constexpr Signal kBuy = Signal::kBuy, kSell = Signal::kSell, kNo = Signal::kNo;

Decision decide(const std::string& method, const std::vector<Vote>& votes, double threshold = 0.5) {
  EnsembleStrategy ensemble(Params({{"method", method}, {"threshold", threshold}}));
  std::size_t k = 0;
  for (const Vote& vote : votes) {
    ensemble.add_strategy(std::make_unique<Voter>(std::string(1, static_cast<char>('A' + k)), vote.signal, vote.confidence, 1 + k * 3),
                          vote.weight);
    ++k;
  }
  std::mt19937_64 random(7);
  const CandleColumns columns = test_support::random_candles(random, 40);
  const auto decided = test_support::run(ensemble, columns.view(), test_support::Path::kRange, random);
  if (decided.empty()) return {};
  EXPECT_EQ(decided.size(), 40 - (votes.size() - 1) * 3);  // every bar that has the longest lookback
  return decided.back().decision;
}

TEST(Ensemble, WeightedNeedsTheThreshold) {
  EXPECT_EQ(decide("weighted", {{kBuy}, {kNo}}).signal, kBuy);  // 0.5 >= 0.5
  EXPECT_EQ(decide("weighted", {{kBuy}, {kNo}, {kNo}}).signal, kNo);
  EXPECT_EQ(decide("weighted", {{kBuy, 3}, {kSell, 1}}).signal, kBuy);
  EXPECT_EQ(decide("weighted", {{kBuy, 3}, {kSell, 1.5}}).signal, kNo);
  EXPECT_EQ(decide("weighted", {{kNo, 1}, {kSell, 1}, {kSell, 2}}).signal, kSell);
  EXPECT_EQ(decide("weighted", {{kNo}, {kNo}}).signal, kNo);
  // Six sixths are less than one in floating point; all six agreeing must still reach a threshold of one.
  EXPECT_EQ(decide("weighted", std::vector<Vote>(6, {kBuy}), 1.0).signal, kBuy);
  EXPECT_EQ(decide("weighted", std::vector<Vote>(6, {kSell}), 1.0).signal, kSell);
}

TEST(Ensemble, MajorityIsMoreThanHalfOfTheMembers) {
  EXPECT_EQ(decide("majority", {{kBuy}, {kNo}}).signal, kNo);
  EXPECT_EQ(decide("majority", {{kBuy}, {kBuy}, {kSell, 100}}).signal, kBuy);
  EXPECT_EQ(decide("majority", {{kSell}, {kNo}, {kSell}}).signal, kSell);
}

TEST(Ensemble, AnyTakesTheFirstThatSpeaks) {
  EXPECT_EQ(decide("any", {{kNo}, {kSell}, {kBuy, 5}}).signal, kSell);
  EXPECT_EQ(decide("any", {{kNo}, {kBuy}, {kSell}}).signal, kBuy);
  EXPECT_EQ(decide("any", {{kNo}}).signal, kNo);
}

TEST(Ensemble, UnanimousMeansAll) {
  EXPECT_EQ(decide("unanimous", {{kBuy}, {kBuy}}).signal, kBuy);
  EXPECT_EQ(decide("unanimous", {{kSell}, {kSell}}).signal, kSell);
  EXPECT_EQ(decide("unanimous", {{kBuy}, {kNo}}).signal, kNo);
  EXPECT_EQ(decide("unanimous", {{kBuy}, {kSell}}).signal, kNo);
}

TEST(Ensemble, TakesPricesFromTheHeaviestThatAgrees) {
  const Decision decision = decide("majority", {{kBuy, 1, 0.5}, {kSell, 9, 1}, {kBuy, 2, 0.2}, {kBuy, 2, 0.8}, {kBuy, 1, 1}});
  EXPECT_EQ(decision.entry_price.value(), 'C');  // of equal ones the first
  EXPECT_TRUE(decision.tp_price.missing());
  EXPECT_TRUE(decision.sl_price.is_none());
  EXPECT_DOUBLE_EQ(decision.confidence, (1 * 0.5 + 2 * 0.2 + 2 * 0.8 + 1 * 1) / 6);
  const auto meta = nlohmann::json::parse(decision.meta);
  EXPECT_EQ(meta["prices_from"], 2);
  ASSERT_EQ(meta["votes"].size(), 5u);
  EXPECT_EQ(meta["votes"][1], (nlohmann::json{{"strategy", "B"}, {"signal", "SELL"}}));
  EXPECT_EQ(decide("any", {{kNo}, {kBuy, 0, 0.4}}).confidence, 0.4);  // only weightless ones agree
}

TEST(Ensemble, LooksBackAsFarAsItsFarthestMember) {
  EnsembleStrategy ensemble;
  ensemble.add_strategy(std::make_unique<Voter>("A", kBuy, 1, 5));
  ensemble.add_strategy(std::make_unique<Voter>("B", kBuy, 1, 12));
  EXPECT_EQ(ensemble.get_required_lookback({}), 12u);
  EXPECT_EQ(ensemble.required_indicators({}).size(), 2u);
}

TEST(Ensemble, HasARangeOnlyWhereEveryMemberHas) {
  EnsembleStrategy ensemble;
  ensemble.add_strategy(std::make_unique<BuyAndHoldStrategy>());
  EXPECT_TRUE(ensemble.has_decide_range());
  ensemble.add_strategy(std::make_unique<Voter>("A", kBuy));  // may count its calls: it must not be asked about a bar twice
  EXPECT_FALSE(ensemble.has_decide_range());
}

TEST(Ensemble, RefusesAWeightThatIsNone) {
  EnsembleStrategy ensemble;
  EXPECT_THROW(ensemble.add_strategy(std::make_unique<Voter>("A", kBuy), -1), Error);
  EXPECT_THROW(ensemble.add_strategy(std::make_unique<Voter>("A", kBuy), NAN), Error);
}

}  // namespace
}  // namespace orchestrator
