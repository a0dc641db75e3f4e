// Every indicator against its definition in docs/strategies.md, computed plainly from whole windows in long double.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "orchestrator/base/error.h"
#include "orchestrator/indicators/indicator_catalogue.h"
#include "support/random_candles.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

using Real = long double;
constexpr Real kNone = std::numeric_limits<Real>::quiet_NaN();

struct Case {
  IndicatorRequest request;
  std::function<Real(const CandleSpan&, std::size_t bar)> definition;
};

Real mean(std::span<const double> x) {
  Real sum = 0;
  for (const double v : x) sum += v;
  return sum / static_cast<Real>(x.size());
}
Real deviation(std::span<const double> x) {
  Real sum = 0;
  for (const double v : x) sum += (v - mean(x)) * (v - mean(x));
  return std::sqrt(sum / static_cast<Real>(x.size()));
}
std::span<const double> newest(std::span<const double> x, std::size_t bar, std::size_t n) { return x.subspan(bar + 1 - n, n); }

// A definition that holds from bar `first` on.
auto from(std::size_t first, std::function<Real(const CandleSpan&, std::size_t)> f) {
  return [=](const CandleSpan& bars, std::size_t bar) { return bar < first ? kNone : f(bars, bar); };
}

Real ema(std::span<const double> x, std::size_t bar, std::size_t n) {
  Real e = x[0];
  for (std::size_t i = 1; i <= bar; ++i) e += (x[i] - e) * 2 / static_cast<Real>(n + 1);
  return e;
}
Real macd_signal(const CandleSpan& bars, std::size_t bar, std::size_t fast, std::size_t slow, std::size_t n) {
  std::vector<double> line;
  for (std::size_t i = slow - 1; i <= bar; ++i) line.push_back(static_cast<double>(ema(bars.close, i, fast) - ema(bars.close, i, slow)));
  return ema(line, line.size() - 1, n);
}
Real true_range(const CandleSpan& b, std::size_t i) {
  return std::max({b.high[i] - b.low[i], std::fabs(b.high[i] - b.close[i - 1]), std::fabs(b.low[i] - b.close[i - 1])});
}
Real wilder(std::size_t bar, std::size_t n, const std::function<Real(std::size_t)>& value) {
  Real average = 0;
  for (std::size_t i = 1; i <= n; ++i) average += value(i) / static_cast<Real>(n);
  for (std::size_t i = n + 1; i <= bar; ++i) average += (value(i) - average) / static_cast<Real>(n);
  return average;
}
Real rsi(const CandleSpan& b, std::size_t bar, std::size_t n) {
  const auto change = [&](std::size_t i) { return static_cast<Real>(b.close[i]) - b.close[i - 1]; };
  const Real gain = wilder(bar, n, [&](std::size_t i) { return std::max<Real>(change(i), 0); });
  const Real loss = wilder(bar, n, [&](std::size_t i) { return std::max<Real>(-change(i), 0); });
  return gain + loss == 0 ? 0 : 100 * gain / (gain + loss);
}
Real wma(std::span<const double> x) {
  Real sum = 0, weights = 0;
  for (std::size_t k = 0; k < x.size(); ++k) {
    sum += static_cast<Real>(k + 1) * x[k];
    weights += static_cast<Real>(k + 1);
  }
  return sum / weights;
}

std::vector<Case> cases(std::size_t n) {
  const double p = static_cast<double>(n);
  const auto close = [=](const CandleSpan& b, std::size_t i) { return newest(b.close, i, n); };
  std::vector<Case> all{
      {{"ema", {p}}, from(n - 1, [=](auto& b, auto i) { return ema(b.close, i, n); })},
      {{"sma", {p}}, from(n - 1, [=](auto& b, auto i) { return mean(close(b, i)); })},
      {{"wma", {p}}, from(n - 1, [=](auto& b, auto i) { return wma(close(b, i)); })},
      {{"rsi", {p}}, from(n, [=](auto& b, auto i) { return rsi(b, i, n); })},
      {{"true_range", {}}, from(1, [=](auto& b, auto i) { return true_range(b, i); })},
      {{"atr", {p}}, from(n, [=](auto& b, auto i) { return wilder(i, n, [&](std::size_t k) { return true_range(b, k); }); })},
      {{"highest", {p}}, from(n - 1, [=](auto& b, auto i) { return *std::ranges::max_element(newest(b.high, i, n)); })},
      {{"lowest", {p}}, from(n - 1, [=](auto& b, auto i) { return *std::ranges::min_element(newest(b.low, i, n)); })},
      {{"highest_close", {p}}, from(n - 1, [=](auto& b, auto i) { return *std::ranges::max_element(close(b, i)); })},
      {{"lowest_close", {p}}, from(n - 1, [=](auto& b, auto i) { return *std::ranges::min_element(close(b, i)); })},
      {{"momentum", {p}}, from(n, [=](auto& b, auto i) { return static_cast<Real>(b.close[i]) / b.close[i - n] - 1; })},
      {{"volume_sma", {p}}, from(n - 1, [=](auto& b, auto i) { return mean(newest(b.volume, i, n)); })},
      {{"macd", {p, p + 5}}, from(n + 4, [=](auto& b, auto i) { return ema(b.close, i, n) - ema(b.close, i, n + 5); })},
      {{"macd_signal", {p, p + 5, 4}}, from(n + 7, [=](auto& b, auto i) { return macd_signal(b, i, n, n + 5, 4); })},
      {{"macd_histogram", {p, p + 5, 4}},
       from(n + 7, [=](auto& b, auto i) { return ema(b.close, i, n) - ema(b.close, i, n + 5) - macd_signal(b, i, n, n + 5, 4); })},
  };
  if (n < 2) return all;
  all.push_back({{"stddev", {p}}, from(n - 1, [=](auto& b, auto i) { return deviation(close(b, i)); })});
  all.push_back({{"bollinger_middle", {p, 2.5}}, from(n - 1, [=](auto& b, auto i) { return mean(close(b, i)); })});
  all.push_back(
      {{"bollinger_upper", {p, 2.5}}, from(n - 1, [=](auto& b, auto i) { return mean(close(b, i)) + 2.5L * deviation(close(b, i)); })});
  all.push_back(
      {{"bollinger_lower", {p, 2.5}}, from(n - 1, [=](auto& b, auto i) { return mean(close(b, i)) - 2.5L * deviation(close(b, i)); })});
  return all;
}

void expect_definition(const Case& c, const CandleSpan& bars) {
  std::vector<double> out(bars.size());
  make_indicator(c.request)->update(bars, out);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Real wanted = c.definition(bars, i);
    if (std::isnan(wanted)) {
      ASSERT_TRUE(std::isnan(out[i])) << c.request.name << " at bar " << i;
    } else {
      // Differences of prices are right relative to the prices they come from.
      const Real scale = std::max<Real>(std::fabs(wanted), bars.close[i] * 1e-3L);
      ASSERT_NEAR(static_cast<double>(out[i]), static_cast<double>(wanted), static_cast<double>(scale * 1e-11L))
          << c.request.name << " at bar " << i;
    }
  }
}

TEST(Indicators, FollowTheirDefinitions) {
  const std::uint64_t seed = test_support::random_seed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  std::set<std::string> covered;
  for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, 4 + random() % 40}) {
    const CandleColumns columns = test_support::random_candles(random, 260);
    for (const Case& c : cases(n)) {
      SCOPED_TRACE(testing::Message() << "period " << n);
      covered.insert(c.request.name);
      expect_definition(c, columns.view());
    }
  }
  for (const IndicatorInfo& info : indicator_catalogue())
    EXPECT_TRUE(covered.contains(info.name)) << info.name << " has no definition here";
}

// A running sum of squares loses every digit here: after a price of 1e9 it would see noise where nothing moves.
TEST(Indicators, DeviationOfEqualClosesIsExactlyZeroAfterAnythingElse) {
  CandleColumns columns;
  for (std::size_t i = 0; i < 200; ++i) {
    const double price = i < 50 ? 1e9 / static_cast<double>(i + 1) : 0.1;
    columns.push_back({static_cast<TimeMs>(i) * kMinuteMs, price, price, price, price, 0});
  }
  std::vector<double> deviations(200), middles(200);
  make_indicator({"stddev", {13}})->update(columns.view(), deviations);
  make_indicator({"bollinger_middle", {13}})->update(columns.view(), middles);
  for (std::size_t i = 62; i < 200; ++i) {
    EXPECT_EQ(deviations[i], 0.0) << i;
    EXPECT_EQ(middles[i], 0.1) << i;
  }
}

TEST(Indicators, RsiOfANeverMovingPriceIsZeroAsInTaLib) {
  CandleColumns columns;
  for (std::size_t i = 0; i < 20; ++i) columns.push_back({static_cast<TimeMs>(i) * kMinuteMs, 5, 5, 5, 5, 0});
  std::vector<double> out(20);
  make_indicator({"rsi", {3}})->update(columns.view(), out);
  EXPECT_TRUE(std::isnan(out[2]));
  EXPECT_EQ(out[3], 0.0);
  EXPECT_EQ(out[19], 0.0);
}

Error refusal(const IndicatorRequest& request) {
  try {
    make_indicator(request);
  } catch (const Error& error) {
    return error;
  }
  return internal_error("none", "nothing was thrown");
}

TEST(Indicators, RefuseWhatTheyCannotMean) {
  EXPECT_EQ(refusal({"emma", {9}}).code(), "unknown_indicator");
  EXPECT_EQ(refusal({"emma", {9}}).hint(), "did you mean 'ema'?");
  EXPECT_EQ(refusal({"ema", {}}).code(), "missing_parameter");
  EXPECT_EQ(refusal({"ema", {9, 10}}).code(), "invalid_parameter");
  for (const double bad : {0.0, -1.0, 1.5, 2e6, std::nan(""), static_cast<double>(INFINITY)}) {
    EXPECT_EQ(refusal({"ema", {bad}}).code(), "invalid_parameter") << bad;
  }
  EXPECT_EQ(refusal({"stddev", {1}}).code(), "invalid_parameter");
  EXPECT_EQ(refusal({"bollinger_upper", {20, 0}}).code(), "invalid_parameter");
  EXPECT_EQ(refusal({"macd", {26, 12}}).code(), "invalid_parameter");
  EXPECT_EQ(refusal({"rsi", {}}).code(), "none");
}

}  // namespace
}  // namespace orchestrator
