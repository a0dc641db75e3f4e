// The check finds every way of self-deception that is planted here, and nothing in the built-in strategies.
#include <gtest/gtest.h>

#include "orchestrator/base/error.h"
#include "orchestrator/checking/strategy_check.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/repository/inline_repository.h"
#include "orchestrator/repository/sample_market.h"
#include "support/builtin_samples.h"
#include "support/planted_strategies.h"

namespace orchestrator {
namespace {

namespace planted = test_support;

constexpr TimeMs kMarketStart = 1704067200000;  // 2024-01-01
constexpr std::size_t kRows = 1200;

CandleSeries hours_of(const std::string& symbol) {
  const Interval hour = *Interval::parse("1h");
  return make_series(symbol, hour, sample_candles({42, hour, kMarketStart, kRows}, sample_profile(symbol)));
}

/// A check in the making; the strategy comes from `make`.
struct Checked {
  RunConfiguration config;
  RunComponents components;
  CheckSettings settings;
  RunWatch watch;

  explicit Checked(std::function<std::unique_ptr<BaseStrategy>()> make, std::vector<std::string> symbols = {"BTCUSDT"}) {
    config.interval = *Interval::parse("1h");
    config.symbols = std::move(symbols);
    components.make_strategy = std::move(make);
    settings.bars = 900;
  }
  StrategyCheck operator()() {
    std::vector<CandleSeries> series;
    for (const std::string& symbol : config.symbols) series.push_back(hours_of(symbol));
    return check_strategy(config, components, InlineRepository(std::move(series), {}), settings, watch);
  }
};

template <typename Strategy>
StrategyCheck check_of(std::vector<std::string> symbols = {"BTCUSDT"}) {
  return Checked([] { return std::make_unique<Strategy>(); }, std::move(symbols))();
}

std::vector<std::string> kinds_of(const StrategyCheck& check) {
  std::vector<std::string> kinds;
  for (const Finding& finding : check.findings) kinds.push_back(std::string(name_of(finding.kind)) + " " + finding.how);
  return kinds;
}
using Kinds = std::vector<std::string>;
const Kinds kBothFutures{"look_ahead truncated", "look_ahead perturbed"};

const Finding& first_of(const StrategyCheck& check) {
  if (check.findings.empty()) throw std::runtime_error("nothing was found");
  return check.findings.front();
}

TEST(StrategyCheck, FindsWhoReadsTheNextCandle) {
  const StrategyCheck check = check_of<planted::KnowsTheNextClose>();
  EXPECT_EQ(kinds_of(check), kBothFutures);
  const Finding& cut = first_of(check);
  EXPECT_EQ(cut.symbol, "BTCUSDT");
  EXPECT_EQ(cut.value, "signal");
  EXPECT_EQ(*cut.full.as_text(), "BUY");  // without the next candle it never buys
  EXPECT_EQ(*cut.other.as_text(), "NO");
  EXPECT_NE(cut.message.find("signal is BUY over all bars, but NO when the data end at " + format_time(cut.bar)), std::string::npos)
      << cut.message;
}

TEST(StrategyCheck, SaysWhichBarAndBothValues) {
  const StrategyCheck check = check_of<planted::EntersAtTheNextLow>();
  ASSERT_EQ(kinds_of(check), kBothFutures);
  const CandleSeries candles = hours_of("BTCUSDT");
  for (const Finding& finding : check.findings) {
    EXPECT_EQ(finding.value, "entry_price");
    const std::size_t next = candles.lower_bound(finding.bar) + 1;
    EXPECT_EQ(*finding.full.as_double(), candles.low[next]);
  }
  EXPECT_EQ(*check.findings[0].other.as_text(), "default");
  const double other = *check.findings[1].other.as_double() / *check.findings[1].full.as_double();
  EXPECT_TRUE(std::fabs(other - 0.9) < 1e-9 || std::fabs(other - 1.1) < 1e-9) << other;
}

TEST(StrategyCheck, FindsTheFutureInMeta) {
  const StrategyCheck check = check_of<planted::RemarksOnTheFuture>();
  EXPECT_EQ(kinds_of(check), kBothFutures);
  EXPECT_EQ(first_of(check).value, "meta");
}

TEST(StrategyCheck, FindsTheFutureInIndicatorColumns) {
  const StrategyCheck check = check_of<planted::KnowsTheNextIndicator>();
  EXPECT_EQ(kinds_of(check), kBothFutures);
}

TEST(StrategyCheck, FindsTheFutureInWhatWasLearnt) {
  const StrategyCheck check = check_of<planted::LearnsTheFuture>();
  EXPECT_EQ(kinds_of(check), kBothFutures);
}

TEST(StrategyCheck, ExceptionsOfCutRunsAreFindings) {
  const StrategyCheck check = check_of<planted::NeedsTheFuture>();
  ASSERT_EQ(kinds_of(check), Kinds{"look_ahead truncated"});
  EXPECT_EQ(check.findings[0].value, "exception");
  EXPECT_TRUE(check.findings[0].full.is_null());
  EXPECT_EQ(*check.findings[0].other.as_text(), "no candle there");
}

TEST(StrategyCheck, BasketsAreCheckedByTheirSymbols) {
  const StrategyCheck check = check_of<planted::KnowsTheNextCloseOfAnother>({"BTCUSDT", "ETHUSDT"});
  EXPECT_EQ(check.jobs, 1U);
  EXPECT_EQ(kinds_of(check), kBothFutures);
  EXPECT_EQ(first_of(check).symbol, "ETHUSDT");
}

TEST(StrategyCheck, EveryJobHasItsFindings) {
  const StrategyCheck check = check_of<planted::KnowsTheNextClose>({"BTCUSDT", "ETHUSDT", "SOLUSDT"});
  EXPECT_EQ(check.jobs, 3U);
  EXPECT_EQ(check.findings.size(), 6U);
  EXPECT_EQ(check.bars, 2700U);
}

TEST(StrategyCheck, RangesThatKnowMoreThanDecide) {
  const StrategyCheck check = check_of<planted::RangeKnowsTheMaximum>();
  EXPECT_EQ(kinds_of(check), (Kinds{"look_ahead truncated", "look_ahead perturbed", "decide_range bar_by_bar"}));
}

TEST(StrategyCheck, RangesThatDifferInTheLastBit) {
  const StrategyCheck check = check_of<planted::RangeIsOffByABit>();
  ASSERT_EQ(kinds_of(check), Kinds{"decide_range bar_by_bar"});
  EXPECT_EQ(check.findings[0].value, "confidence");
  EXPECT_NE(*check.findings[0].full.as_double(), *check.findings[0].other.as_double());
}

TEST(StrategyCheck, RangesThatFail) {
  EXPECT_EQ(kinds_of(check_of<planted::RangeFails>()), Kinds{"decide_range bar_by_bar"});
  const StrategyCheck check = check_of<planted::RangeNeedsManyBars>();
  ASSERT_EQ(kinds_of(check), Kinds{"look_ahead truncated"});
  EXPECT_EQ(check.findings[0].value, "exception");
}

TEST(StrategyCheck, NothingElseIsSaidOfWhatIsNotTheSameTwice) {
  const Kinds once{"nondeterminism fresh_instance"};
  std::size_t counter = 3;
  EXPECT_EQ(kinds_of(Checked([&] { return std::make_unique<planted::SharesACounter>(counter); })()), once);
  EXPECT_EQ(kinds_of(check_of<planted::LooksAtTheClock>()), once);
  EXPECT_EQ(kinds_of(check_of<planted::ThrowsDice>()), once);
}

TEST(StrategyCheck, ResetMustForget) {
  EXPECT_EQ(kinds_of(check_of<planted::ForgetsNothing>()), Kinds{"reset after_the_same_bars"});
  EXPECT_EQ(kinds_of(check_of<planted::RemembersItsFirstBar>()), Kinds{"reset after_other_bars"});
}

TEST(StrategyCheck, TooShortALookback) {
  Checked check([] { return std::make_unique<planted::NeedsALongerLookback>(200); });
  check.settings.bars = 1100;
  const StrategyCheck outcome = check();
  ASSERT_EQ(kinds_of(outcome), Kinds{"startup warm_up"});
  ASSERT_EQ(outcome.start_up.indicators.size(), 2U);
  const IndicatorMoves& ema = outcome.start_up.indicators[0];
  EXPECT_EQ(ema.request.name, "ema");
  ASSERT_EQ(ema.moves.size(), 4U);
  EXPECT_EQ(ema.moves[3].warm_up, 16U);
  EXPECT_FALSE(ema.moves[0].relative.has_value());  // 200 bars are needed to be defined at all
  EXPECT_EQ(outcome.start_up.indicators[1].moves[0].relative, 0.0);
}

/// What it does depends on the number of the bar, and that on where the candles begin.
TEST(StrategyCheck, CountingBarsIsAMatterOfStartUp) { EXPECT_EQ(kinds_of(check_of<planted::CountsBars>()), Kinds{"startup warm_up"}); }

TEST(StrategyCheck, FailuresForWantOfBarsAreToldOnce) {
  const StrategyCheck check = check_of<planted::ReadsTooFarBack>();
  ASSERT_EQ(kinds_of(check), Kinds{"startup warm_up"});
  EXPECT_EQ(check.findings[0].value, "exception");
  EXPECT_NE(check.findings[0].message.find("it fails after 2 bars of warm-up, but not after"), std::string::npos)
      << check.findings[0].message;
}

TEST(StrategyCheck, MovesFadeAsAnEmaForgets) {
  Checked check([] { return std::make_unique<planted::NeedsALongerLookback>(3); });
  const StrategyCheck outcome = check();
  EXPECT_TRUE(outcome.clean());
  const auto& moves = outcome.start_up.indicators[0].moves;
  ASSERT_EQ(moves.size(), 4U);
  // An EMA of 3 forgets half of its beginning each bar: two more bars, a quarter of the distance; four more, a sixteenth.
  EXPECT_NEAR(*moves[1].relative / *moves[0].relative, 0.25, 0.15);
  EXPECT_LT(*moves[3].relative, *moves[1].relative * 1e-2);
  EXPECT_GT(*moves[3].relative, 1e-9);
}

TEST(StrategyCheck, WhatFailsARunFailsTheCheck) {
  Checked check([] { return std::make_unique<planted::Fails>(); });
  try {
    check();
    ADD_FAILURE() << "it did not fail";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
    EXPECT_EQ(error.code(), "strategy_failed");
    EXPECT_EQ(error.where().substr(0, 24), "BTCUSDT 1h bar 2024-01-1");
  }
  check.config.skip_strategy_errors = true;
  EXPECT_EQ(kinds_of(check()), Kinds{});
}

TEST(StrategyCheck, ThinksAboutAsManyBarsAsAsked) {
  Checked check([] { return test_support::make_sample({"ema_cross", {}, 0}); });
  check.settings.bars = 300;
  const StrategyCheck outcome = check();
  EXPECT_EQ(outcome.bars, 300U);
  EXPECT_EQ(outcome.strategy, "EMACrossStrategy");
  EXPECT_EQ(outcome.lookback, 21U);
  EXPECT_GE(outcome.timing.decisions, check.settings.timings);
  EXPECT_GE(outcome.timing.p99_us, outcome.timing.median_us);
  check.config.num_iterations = 50;
  EXPECT_EQ(check().bars, 50U);
}

TEST(StrategyCheck, FewBarsAreNoMishap) {
  Checked check([] { return test_support::make_sample({"ema_cross", {}, 0}); });
  for (const std::size_t bars : {1U, 2U, 3U, 30U}) {
    check.settings.bars = bars;
    EXPECT_TRUE(check().clean()) << bars;
  }
  check.settings.bars = kRows;
  EXPECT_EQ(check().bars, kRows - 20);  // the first 20 have no lookback
  Checked too_long([] { return test_support::make_sample({"ema_cross", {{"slow", 1201}}, 0}); });
  try {
    too_long();
    ADD_FAILURE() << "it did not fail";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "too_few_bars");
  }
}

TEST(StrategyCheck, StopsWhenAsked) {
  Checked check([] { return test_support::make_sample({"ema_cross", {}, 0}); });
  check.watch.stop.request_stop();
  try {
    check();
    ADD_FAILURE() << "it went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

class CheckOfBuiltins : public testing::TestWithParam<test_support::Sample> {};

TEST_P(CheckOfBuiltins, FindsNothing) {
  Checked check([] { return test_support::make_sample(GetParam()); }, {"BTCUSDT", "ETHUSDT", "DOGEUSDT"});
  if (GetParam().token == "scheduled") return;  // its signals are of another time: the next test
  const StrategyCheck outcome = check();
  for (const Finding& finding : outcome.findings) ADD_FAILURE() << name_of(finding.kind) << ": " << finding.message;
  EXPECT_EQ(outcome.jobs, 3U);
  EXPECT_GT(outcome.decisions, 0U);
}
INSTANTIATE_TEST_SUITE_P(All, CheckOfBuiltins, testing::ValuesIn(test_support::samples()),
                         [](const auto& sample) { return sample.param.token + std::to_string(sample.index); });

/// Several signals on one bar too, of which `decide` cannot speak.
TEST(StrategyCheck, SchedulesAreClean) {
  for (const bool joined : {false, true}) {
    ValueList signals;
    for (int k = 0; k < 60; ++k) {
      ValueMap signal{{"time", kMarketStart + (400 + 13 * (k / 2)) * kHourMs}, {"signal", k % 2 == 0 ? "BUY" : "SELL"}};
      if (k % 3 == 0) signal.emplace_back("symbol", "ETHUSDT");
      signals.push_back(std::move(signal));
    }
    const test_support::Sample sample{"scheduled", {{"signals", signals}, {"joined", joined}}, 0};
    const StrategyCheck outcome = Checked([&] { return test_support::make_sample(sample); }, {"BTCUSDT", "ETHUSDT"})();
    for (const Finding& finding : outcome.findings) ADD_FAILURE() << name_of(finding.kind) << ": " << finding.message;
    EXPECT_EQ(outcome.jobs, joined ? 1U : 2U);
    EXPECT_GT(outcome.decisions, 60U);
  }
}

}  // namespace
}  // namespace orchestrator
