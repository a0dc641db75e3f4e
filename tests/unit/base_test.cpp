#include <gtest/gtest.h>

#include "orchestrator/base/random.h"
#include "orchestrator/base/time.h"
#include "orchestrator/market/interval.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator {
namespace {

TEST(Time, ReadsIsoAndMilliseconds) {
  EXPECT_EQ(parse_time("2024-01-01"), 1704067200000);
  EXPECT_EQ(parse_time("2024-01-01T12:00:00Z"), 1704067200000 + 12 * kHourMs);
  EXPECT_EQ(parse_time("2024-01-01 12:00"), 1704067200000 + 12 * kHourMs);
  EXPECT_EQ(parse_time("2024-01-01T09:00:00+09:00"), 1704067200000);
  EXPECT_EQ(parse_time("2024-01-01T00:00:00.250Z"), 1704067200250);
  EXPECT_EQ(parse_time("2023-12-31t18:30:00.250999-05:30"), 1704067200250);
  EXPECT_EQ(parse_time("2024-01-01 09:00+09"), 1704067200000);
  EXPECT_EQ(parse_time("1704067200000"), 1704067200000);
  for (const char* bad : {"",
                          "yesterday",
                          "2024-13-01",
                          "2024-02-30",
                          "2024-01-01T25:00:00Z",
                          "2024-01-01x",
                          "2024",
                          "2024-1-01",
                          "2024-01-01Z",
                          "2024-01-01T",
                          "2024-01-01T00:01:0-Z",
                          "2024-01-01T00:00:",
                          "2024-01-01T00:00:60Z",
                          "2024-01-01T00:00:00.",
                          "2024-01-01T00:60",
                          "2024-01-01T00:00+",
                          "2024-01-01T00:00+24:00",
                          "2024-01-01T00:00+01:",
                          "2024-01-01T00:00ZZ",
                          "0000-01-01",
                          "-"}) {
    EXPECT_FALSE(parse_time(bad)) << bad;
  }
}

TEST(Time, FormatsWhatItReads) {
  for (TimeMs t : {TimeMs{0}, TimeMs{1704067200000}, TimeMs{1704067200250}, TimeMs{-86400000}}) EXPECT_EQ(parse_time(format_time(t)), t);
}

TEST(Interval, WeeksOpenOnMonday) {
  const Interval week = *Interval::parse("1w");
  EXPECT_EQ(week.floor(*parse_time("2024-01-07T23:59:00Z")), *parse_time("2024-01-01"));  // 2024-01-01 was a Monday
  EXPECT_TRUE(week.aligned(*parse_time("2024-01-08")));
  EXPECT_FALSE(week.aligned(0));
}

TEST(Symbol, CcxtAndExchangeNamesMeanTheSame) {
  EXPECT_EQ(canonical_symbol("BTC/USDT"), "BTCUSDT");
  EXPECT_EQ(canonical_symbol("BTC/USDT:USDT"), "BTCUSDT");
  EXPECT_EQ(canonical_symbol("btcusdt"), "BTCUSDT");
  EXPECT_EQ(canonical_symbol("BTC/USD:BTC"), "BTCUSD_PERP");
  EXPECT_EQ(inverse_coin("BTCUSD_PERP"), "BTC");
}

// SplitMix64 with seed 1234567, first output, as published with the algorithm (Vigna, prng.di.unimi.it/splitmix64.c).
TEST(Random, FinaliserIsSplitMix64) { EXPECT_EQ(mix64(1234567 + 0x9E3779B97F4A7C15ULL), 6457827717110365317ULL); }

}  // namespace
}  // namespace orchestrator
