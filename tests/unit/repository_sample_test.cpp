// The sample market: reproducible, valid, and with the moments of a crypto exchange.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "orchestrator/market/validation.h"
#include "orchestrator/repository/sample_market.h"

namespace orchestrator {
namespace {

constexpr TimeMs kSampleStart = 1704067200000;  // 2024-01-01, a Monday

SampleMarket sample(const char* interval, std::size_t rows, std::uint64_t seed = 42) {
  return {seed, *Interval::parse(interval), kSampleStart, rows};
}

std::vector<double> log_returns(const CandleColumns& candles) {
  std::vector<double> out;
  for (std::size_t i = 1; i < candles.size(); ++i) out.push_back(std::log(candles.close[i] / candles.close[i - 1]));
  return out;
}

std::vector<double> absolute(std::vector<double> values) {
  for (double& v : values) v = std::fabs(v);
  return values;
}

double mean(const std::vector<double>& v) { return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size()); }

/// Mean of the product of deviations, b shifted by `lag`.
double covariance(const std::vector<double>& a, const std::vector<double>& b, std::size_t lag = 0) {
  const double mean_a = mean(a);
  const double mean_b = mean(b);
  const std::size_t n = std::min(a.size(), b.size()) - lag;
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += (a[i] - mean_a) * (b[i + lag] - mean_b);
  return sum / static_cast<double>(n);
}

double correlation(const std::vector<double>& a, const std::vector<double>& b, std::size_t lag = 0) {
  return covariance(a, b, lag) / std::sqrt(covariance(a, a) * covariance(b, b));
}

double kurtosis(const std::vector<double>& v) {
  const double m = mean(v);
  double second = 0;
  double fourth = 0;
  for (const double x : v) {
    second += (x - m) * (x - m);
    fourth += (x - m) * (x - m) * (x - m) * (x - m);
  }
  return fourth * static_cast<double>(v.size()) / (second * second);
}

TEST(SampleMarket, EveryIntervalAndSymbolIsValid) {
  for (std::size_t i = 0; i < Interval::count(); ++i) {
    SampleMarket market{i, Interval::at(i), kSampleStart, 3000};
    market.start = market.interval.floor(kSampleStart);
    for (const std::string& symbol : sample_symbols(40)) {
      const auto candles = sample_candles(market, sample_profile(symbol));
      ASSERT_EQ(candles.size(), 3000u);
      ASSERT_NO_THROW(require_valid(candles.view(), symbol, market.interval)) << symbol << " " << market.interval.name();
      ASSERT_EQ(count_gaps(candles.view(), market.interval).gaps, 0u);
    }
  }
}

TEST(SampleMarket, SameSeedSameCandlesAndMoreRowsOnlyContinue) {
  const auto profile = sample_profile("ETHUSDT");
  const auto once = sample_candles(sample("1m", 5000), profile);
  const auto longer = sample_candles(sample("1m", 6000), profile);
  const auto other = sample_candles(sample("1m", 5000, 43), profile);
  for (std::size_t i = 0; i < once.size(); ++i) {
    ASSERT_EQ(once.open[i], longer.open[i]);
    ASSERT_EQ(once.high[i], longer.high[i]);
    ASSERT_EQ(once.low[i], longer.low[i]);
    ASSERT_EQ(once.close[i], longer.close[i]);
    ASSERT_EQ(once.volume[i], longer.volume[i]);
  }
  EXPECT_NE(once.close, other.close);
}

TEST(SampleMarket, FixedSeedGivesTheseVeryCandles) {
  // Written down once. A change here changes every published figure of the demonstration. Another libm may round one tick differently.
  const auto candles = sample_candles(sample("1m", 100'000), sample_profile("BTCUSDT"));
  EXPECT_EQ(candles.open[0], 42000);
  EXPECT_NEAR(candles.close[99'999], 28010.59, 0.011);
  EXPECT_NEAR(candles.volume[99'999], 29.50359, 0.00002);
}

TEST(SampleMarket, ReturnsClusterAndHaveFatTails) {
  const auto candles = sample_candles(sample("1m", 300'000), sample_profile("BTCUSDT"));
  const auto returns = log_returns(candles);
  EXPECT_GT(kurtosis(returns), 4);
  EXPECT_GT(correlation(absolute(returns), absolute(returns), 1), 0.1);
  EXPECT_GT(correlation(absolute(returns), absolute(returns), 60), 0.1);
  EXPECT_LT(std::fabs(correlation(returns, returns, 1)), 0.02);
  const double daily = std::sqrt(covariance(returns, returns) * 1440);
  EXPECT_GT(daily, 0.5 * 0.026);
  EXPECT_LT(daily, 2.0 * 0.026);
}

TEST(SampleMarket, VolumeFollowsVolatilityAndRangesAreWiderThanBodies) {
  const auto candles = sample_candles(sample("1m", 100'000), sample_profile("BTCUSDT"));
  const auto moves = absolute(log_returns(candles));
  EXPECT_GT(correlation(moves, {candles.volume.begin() + 1, candles.volume.end()}), 0.3);
  double range = 0;
  double body = 0;
  for (std::size_t i = 0; i < candles.size(); ++i) {
    range += candles.high[i] - candles.low[i];
    body += std::fabs(candles.close[i] - candles.open[i]);
  }
  // For a Brownian motion the expected range is twice the expected move (Feller 1951).
  EXPECT_NEAR(range / body, 2.0, 0.25);
}

TEST(SampleMarket, SymbolsMoveTogetherButNotAsOne) {
  const auto btc = log_returns(sample_candles(sample("1h", 8760), sample_profile("BTCUSDT")));
  const auto doge = log_returns(sample_candles(sample("1h", 8760), sample_profile("DOGEUSDT")));
  EXPECT_GT(correlation(btc, doge), 0.35);
  EXPECT_LT(correlation(btc, doge), 0.9);
}

TEST(SampleMarket, PricesAreWholeTicksInTheirShortestForm) {
  const auto candles = sample_candles(sample("1m", 2000), sample_profile("XRPUSDT"));
  for (const double price : candles.high) ASSERT_EQ(price, std::round(price * 1e4) / 1e4);
}

TEST(SampleMarket, FundingEveryEightHoursWithinTheExchangesLimits) {
  const auto market = sample("1h", 24 * 365);
  const auto candles = sample_candles(market, sample_profile("BTCUSDT"));
  const auto funding = sample_funding(market, candles.view(), "BTCUSDT");
  ASSERT_EQ(funding.time.size(), 3u * 365);
  EXPECT_EQ(funding.time[0], kSampleStart);
  for (std::size_t i = 0; i < funding.time.size(); ++i) {
    ASSERT_EQ(funding.time[i], kSampleStart + static_cast<TimeMs>(i) * 8 * kHourMs);
    ASSERT_LE(std::fabs(funding.rate[i]), 0.0075);
  }
  EXPECT_NEAR(mean(funding.rate), 1e-4, 5e-5);
  EXPECT_GT(correlation(funding.rate, funding.rate, 1), 0.3);
}

TEST(SampleMarket, NamesAreDistinct) {
  auto names = sample_symbols(50);
  EXPECT_EQ(names[0], "BTCUSDT");
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace orchestrator
