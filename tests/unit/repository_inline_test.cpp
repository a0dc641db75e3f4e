// Inline candles: found by symbol and interval, cut by range, resampled when coarser ones are asked for.
#include <gtest/gtest.h>

#include "orchestrator/base/error.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/repository/inline_repository.h"

namespace orchestrator {
namespace {

constexpr TimeMs kStart = 1704067200000;  // 2024-01-01

CandleSeries series(const char* symbol, const char* interval, std::size_t count, double open = 100) {
  const Interval every = *Interval::parse(interval);
  CandleColumns out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({kStart + static_cast<TimeMs>(i) * every.ms(), open, open + 1, open - 1, open, 5});
  return make_series(symbol, every, std::move(out));
}

TEST(InlineRepository, FindsSeriesBySymbolAndInterval) {
  const InlineRepository repository({series("BTCUSDT", "1h", 24), series("ETHUSDT", "1h", 24)}, {series("BTCUSDT", "15m", 96)});
  Warnings warnings;
  EXPECT_EQ(repository.symbols(), (std::vector<std::string>{"BTCUSDT", "ETHUSDT"}));
  EXPECT_EQ(repository.stored_intervals("BTCUSDT"), (std::vector<Interval>{*Interval::parse("15m"), *Interval::parse("1h")}));
  EXPECT_EQ(repository.load("BTCUSDT", *Interval::parse("15m"), {}, warnings)->size(), 96u);
  EXPECT_EQ(repository.load("ETHUSDT", *Interval::parse("1h"), {kStart + kHourMs, kStart + 3 * kHourMs}, warnings)->size(), 2u);
  EXPECT_FALSE(repository.load("ETHUSDT", *Interval::parse("15m"), {}, warnings));
  EXPECT_FALSE(repository.load("SOLUSDT", *Interval::parse("1h"), {}, warnings));
  EXPECT_EQ(repository.load_or_resample("ETHUSDT", *Interval::parse("4h"), {}, warnings)->size(), 6u);
}

TEST(InlineRepository, DetailedCountsWhereBothHaveTheSeries) {
  const InlineRepository repository({series("BTCUSDT", "1m", 3, 100)}, {series("BTCUSDT", "1m", 3, 200)});
  Warnings warnings;
  EXPECT_EQ(repository.load("BTCUSDT", *Interval::parse("1m"), {}, warnings)->open[0], 200);
}

TEST(InlineRepository, FundingAndMarks) {
  const InlineRepository repository({series("BTCUSDT", "1h", 24)}, {}, {series("BTCUSDT", "1m", 60, 101)},
                                    {{"BTCUSDT", {{kStart + 7, kStart + 8 * kHourMs + 2}, {1e-4, 2e-4}}}});
  EXPECT_EQ(repository.load_funding("BTCUSDT", {}).time, (std::vector<TimeMs>{kStart, kStart + 8 * kHourMs}));
  EXPECT_EQ(repository.load_funding("BTCUSDT", {kStart + 1, kStart + kDayMs}).rate, std::vector<double>{2e-4});
  EXPECT_TRUE(repository.load_funding("ETHUSDT", {}).time.empty());
  EXPECT_EQ(repository.load_mark("BTCUSDT", {})->open[0], 101);
  EXPECT_FALSE(repository.load_mark("ETHUSDT", {}));
}

TEST(InlineRepository, InvalidContentsAreDataErrors) {
  CandleColumns bad;
  bad.push_back({kStart, 100, 99, 98, 100, 1});
  const auto invalid = make_series("BTCUSDT", Interval(), std::move(bad));
  EXPECT_THROW(InlineRepository({invalid}, {}), Error);
  EXPECT_THROW(InlineRepository({}, {}, {}, {{"BTCUSDT", {{kStart, kStart}, {0, 0}}}}), Error);
}

}  // namespace
}  // namespace orchestrator
