// Momentum, RSI, Bollinger and Donchian against their rules in docs/strategies.md, written plainly over whole windows.
#include <gtest/gtest.h>

#include <functional>

#include "orchestrator/strategies/catalogue.h"
#include "support/builtin_samples.h"
#include "support/random_candles.h"
#include "support/random_seed.h"
#include "support/strategy_run.h"

namespace orchestrator {
namespace {

struct Call {
  std::size_t bar;
  Signal signal;
  double confidence;
};
// The signal at a bar that has `lookback` bars; bars before are not asked.
using Rule = std::function<Call(std::size_t bar)>;

void expect_rule(const std::string& token, const ValueMap& params, std::size_t lookback, const CandleColumns& columns, const Rule& rule,
                 std::size_t least, std::mt19937_64& random) {
  SCOPED_TRACE(token);
  const auto strategy = test_support::make_sample({token, params, 0});
  ASSERT_EQ(strategy->get_required_lookback({}), lookback);
  std::vector<Call> wanted;
  for (std::size_t bar = lookback - 1; bar < columns.size(); ++bar) {
    if (const Call call = rule(bar); call.signal != Signal::kNo) wanted.push_back(call);
  }
  const auto decided = test_support::run(*strategy, columns.view(), test_support::Path::kRange, random);
  ASSERT_GE(wanted.size(), least);
  ASSERT_EQ(decided.size(), wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    ASSERT_EQ(decided[k].bar, wanted[k].bar);
    ASSERT_EQ(decided[k].decision.signal, wanted[k].signal) << "bar " << wanted[k].bar;
    ASSERT_DOUBLE_EQ(decided[k].decision.confidence, wanted[k].confidence);
    ASSERT_TRUE(decided[k].decision.entry_price.missing() && decided[k].decision.tp_price.missing() &&
                decided[k].decision.sl_price.missing());
    ASSERT_TRUE(decided[k].decision.meta.empty());
  }
}

class Rules : public testing::Test {
 protected:
  std::uint64_t seed_ = test_support::random_seed();
  testing::ScopedTrace trace_{__FILE__, __LINE__, "seed " + std::to_string(seed_)};
  std::mt19937_64 random_{seed_};
};

TEST_F(Rules, Momentum) {
  for (const bool coarse : {false, true}) {
    for (const auto& [window, threshold] : {std::pair{20, 0.0}, {1, 0.0}, {5, 0.02}}) {
      const CandleColumns c = test_support::random_candles(random_, 3000, coarse);
      const auto n = static_cast<std::size_t>(window);
      const double t = threshold;
      const auto momentum = [&](std::size_t i) { return c.close[i] / c.close[i - n] - 1.0; };
      expect_rule(
          "momentum", {{"window", window}, {"threshold", t}}, n + 2, c,
          [&](std::size_t i) -> Call {
            const double before = momentum(i - 1), now = momentum(i);
            const Signal signal = before <= t && now > t ? Signal::kBuy : before >= -t && now < -t ? Signal::kSell : Signal::kNo;
            return {i, signal, std::min(1.0, std::fabs(now))};
          },
          30, random_);
    }
  }
}

TEST_F(Rules, Rsi) {
  for (const bool coarse : {false, true}) {
    const CandleColumns c = test_support::random_candles(random_, 3000, coarse);
    constexpr std::size_t n = 5;
    std::vector<double> rsi(c.size(), NAN);
    double gain = 0, loss = 0;
    for (std::size_t i = 1; i < c.size(); ++i) {
      const double up = std::max(c.close[i] - c.close[i - 1], 0.0), down = std::max(c.close[i - 1] - c.close[i], 0.0);
      if (i <= n) {
        gain += up;
        loss += down;
        if (i == n) gain /= n, loss /= n;
      } else {
        gain = (gain * (n - 1) + up) / n;
        loss = (loss * (n - 1) + down) / n;
      }
      if (i >= n) rsi[i] = gain + loss == 0 ? 0 : 100 * (gain / (gain + loss));
    }
    expect_rule(
        "rsi_reversion", {{"period", 5}, {"oversold", 25}, {"overbought", 75}}, n + 2, c,
        [&](std::size_t i) -> Call {
          if (rsi[i - 1] <= 25 && rsi[i] > 25) return {i, Signal::kBuy, 1};
          return {i, rsi[i - 1] >= 75 && rsi[i] < 75 ? Signal::kSell : Signal::kNo, 1};
        },
        50, random_);
  }
}

TEST_F(Rules, Bollinger) {
  const CandleColumns c = test_support::random_candles(random_, 3000);
  for (const int period : {7, 20}) {
    const auto n = static_cast<std::size_t>(period);
    const auto band = [&](std::size_t i, long double width) {
      long double mean = 0, squares = 0;
      for (std::size_t k = i + 1 - n; k <= i; ++k) mean += c.close[k] / static_cast<long double>(n);
      for (std::size_t k = i + 1 - n; k <= i; ++k) squares += (c.close[k] - mean) * (c.close[k] - mean) / static_cast<long double>(n);
      return mean + width * std::sqrt(squares);
    };
    expect_rule(
        "bollinger_breakout", {{"period", period}, {"width", 1.7}}, n + 1, c,
        [&](std::size_t i) -> Call {
          if (i == n - 1) return {i, Signal::kNo, 1};
          if (c.close[i - 1] <= band(i - 1, 1.7L) && c.close[i] > band(i, 1.7L)) return {i, Signal::kBuy, 1};
          const bool sell = c.close[i - 1] >= band(i - 1, -1.7L) && c.close[i] < band(i, -1.7L);
          return {i, sell ? Signal::kSell : Signal::kNo, 1};
        },
        100, random_);
  }
}

TEST_F(Rules, Donchian) {
  for (const bool coarse : {false, true}) {
    for (const auto& [entry, exit] : {std::pair{20, 10}, {1, 3}, {4, 9}}) {
      const CandleColumns c = test_support::random_candles(random_, 3000, coarse);
      const auto n = static_cast<std::size_t>(entry), m = static_cast<std::size_t>(exit);
      const auto top = [&](std::size_t i) { return *std::max_element(&c.high[i - n], &c.high[i]); };
      const auto bottom = [&](std::size_t i) { return *std::min_element(&c.low[i - m], &c.low[i]); };
      expect_rule(
          "donchian_breakout", {{"entry", entry}, {"exit", exit}}, std::max(n, m) + 2, c,
          [&](std::size_t i) -> Call {
            if (c.close[i] > top(i) && c.close[i - 1] <= top(i - 1)) return {i, Signal::kBuy, 1};
            return {i, c.close[i] < bottom(i) && c.close[i - 1] >= bottom(i - 1) ? Signal::kSell : Signal::kNo, 1};
          },
          coarse ? 10 : 50, random_);
    }
  }
}

TEST_F(Rules, BuyAndHold) {
  const CandleColumns c = test_support::random_candles(random_, 50);
  const auto strategy = test_support::make_sample({"buy_and_hold", {}, 0});
  for (int job = 0; job < 2; ++job) {  // reset between jobs
    const auto decided = test_support::run(*strategy, c.view(), test_support::Path::kDecide, random_);
    ASSERT_EQ(decided.size(), 1u);
    EXPECT_EQ(decided[0].bar, 0u);
    EXPECT_EQ(decided[0].decision.signal, Signal::kBuy);
    EXPECT_TRUE(decided[0].decision.tp_price.is_none());
    EXPECT_TRUE(decided[0].decision.sl_price.is_none());
    EXPECT_TRUE(decided[0].decision.entry_price.missing());
  }
}

struct BadParameters {
  const char* token;
  ValueMap params;
  const char* where;
};

TEST(StrategyParameters, RefuseWhatTheyCannotMean) {
  const ValueList two{"ema_cross", "momentum"};
  const std::vector<BadParameters> cases{
      {"ema_cross", {{"fast", 0}}, "/params/fast"},
      {"ema_cross", {{"fast", "9"}}, "/params/fast"},
      {"ema_cross", {{"quick", 9}}, "/params/quick"},
      {"momentum", {{"window", 0}}, "/params/window"},
      {"momentum", {{"threshold", NAN}}, "/params/threshold"},
      {"momentum", {{"threshold", -0.1}}, "/params/threshold"},
      {"rsi_reversion", {{"oversold", 70}, {"overbought", 30}}, "/params/oversold"},
      {"rsi_reversion", {{"overbought", 101}}, "/params/overbought"},
      {"bollinger_breakout", {{"width", 0}}, "/params/width"},
      {"bollinger_breakout", {{"period", 1}}, "/params/period"},
      {"donchian_breakout", {{"entry", -3}}, "/params/entry"},
      {"donchian_breakout", {{"exit", 1e12}}, "/params/exit"},
      {"buy_and_hold", {{"symbol", "BTCUSDT"}}, "/params/symbol"},
      {"scheduled", {}, "/params/signals"},
      {"scheduled", {{"signals", "BUY"}}, "/params/signals"},
      {"peak_ema_reversal", {{"total", 12}, {"recent", 6}}, "/params/total"},
      {"peak_ema_reversal", {{"buffer", -1}}, "/params/buffer"},
      {"peak_ema_reversal", {{"peak_factor", INFINITY}}, "/params/peak_factor"},
      {"ensemble", {}, "/params/strategies"},
      {"ensemble", {{"strategies", ValueList{}}}, "/params/strategies"},
      {"ensemble", {{"strategies", "ema_cross"}}, "/params/strategies"},
      {"ensemble", {{"strategies", two}, {"weights", ValueList{1}}}, "/params/weights"},
      {"ensemble", {{"strategies", two}, {"weights", ValueList{1, -1}}}, "/params/weights"},
      {"ensemble", {{"strategies", two}, {"weights", ValueList{0, 0}}}, "/params/weights"},
      {"ensemble", {{"strategies", two}, {"weights", ValueList{1, "2"}}}, "/params/weights"},
      {"ensemble", {{"strategies", two}, {"method", "wieghted"}}, "/params/method"},
      {"ensemble", {{"strategies", two}, {"threshold", 0}}, "/params/threshold"},
      {"ensemble", {{"strategies", two}, {"threshold", 1.1}}, "/params/threshold"},
      {"ensemble",
       {{"strategies", ValueList{ValueMap{{"builtin", "ema_cross"}, {"params", ValueMap{{"fast", 0}}}}}}},
       "/params/strategies/0/params/fast"},
  };
  for (const BadParameters& bad : cases) {
    try {
      test_support::make_sample({bad.token, bad.params, 0});
      ADD_FAILURE() << bad.token << " took " << bad.where;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kConfiguration);
      EXPECT_EQ(error.where(), bad.where) << bad.token << ": " << error.message();
    }
  }
}

TEST(StrategyParameters, WindowTooShortForTheIntervalIsFoundWithTheInterval) {
  const auto strategy = test_support::make_sample({"peak_ema_reversal", {{"recent", 50}}, 0});
  EXPECT_EQ(strategy->get_required_lookback(*Interval::parse("1h")), 200u);
  EXPECT_THROW(strategy->get_required_lookback(*Interval::parse("1w")), Error);
}

// Defaults live in the tables alone; this holds the tables to the documents.
TEST(StrategyParameters, DefaultsAreThoseOfTheSpecification) {
  const auto value = [](const char* token, const char* name) {
    return find_builtin_strategy(token)->info->find(name)->default_value.number();
  };
  EXPECT_EQ(value("momentum", "window"), 20);
  EXPECT_EQ(value("momentum", "threshold"), 0);
  EXPECT_EQ(value("ensemble", "threshold"), 0.5);
  EXPECT_EQ(value("ema_cross", "fast"), 9);
  EXPECT_EQ(value("ema_cross", "slow"), 21);
  EXPECT_EQ(value("rsi_reversion", "period"), 14);
  EXPECT_EQ(value("rsi_reversion", "oversold"), 30);
  EXPECT_EQ(value("rsi_reversion", "overbought"), 70);
  EXPECT_EQ(value("bollinger_breakout", "period"), 20);
  EXPECT_EQ(value("bollinger_breakout", "width"), 2);
  EXPECT_EQ(value("donchian_breakout", "entry"), 20);
  EXPECT_EQ(value("donchian_breakout", "exit"), 10);
  EXPECT_EQ(value("peak_ema_reversal", "peak_factor"), 1.2);
  EXPECT_EQ(value("peak_ema_reversal", "peak_ema"), 15);
  EXPECT_EQ(value("peak_ema_reversal", "entry_ema"), 15);
  EXPECT_EQ(value("peak_ema_reversal", "entry_ema_one_rising"), 33);
  const auto peak = test_support::make_sample({"peak_ema_reversal", {}, 0});
  EXPECT_EQ(peak->get_required_lookback(*Interval::parse("1d")), 200u);
  EXPECT_EQ(peak->get_required_lookback(*Interval::parse("1w")), 52u);
}

}  // namespace
}  // namespace orchestrator
