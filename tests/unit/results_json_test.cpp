// The written result, read back by the JSON library.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "orchestrator/results/json_document.h"
#include "orchestrator/results/json_rows.h"
#include "orchestrator/results/result_json.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

std::uint64_t bits_of(double value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits;
}

TEST(JsonRows, NumbersReadBackToTheSameBits) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    std::string text;
    JsonRows(text).number(value);
    const auto parsed = nlohmann::json::parse(text);
    ASSERT_TRUE(parsed.is_number_float()) << text;
    ASSERT_EQ(bits_of(parsed.get<double>()), bits) << text;
  }
}

TEST(JsonRows, WhatIsNotANumberIsNull) {
  std::string text;
  JsonRows rows(text);
  rows.number(std::nan(""));
  rows.raw(",");
  rows.number(std::numeric_limits<double>::infinity());
  rows.raw(",");
  rows.number(3.0);
  rows.flush();
  EXPECT_EQ(text, "null,null,3.0");
}

TEST(JsonRows, TextsAndPiecesLargerThanTheBufferStayWhole) {
  const std::string plain(10000, 'x');
  const std::string odd = "quote \" backslash \\ tab \t umlaut \u00fc control \x01" + plain;
  std::string text;
  {
    JsonRows rows(text);
    rows.raw("[");
    rows.text(plain);
    rows.raw(",");
    rows.text(odd);
    for (std::int64_t i = 0; i < 2000; ++i) {
      rows.raw(",");
      rows.number(i);
    }
    rows.raw("]");
  }
  const auto parsed = nlohmann::json::parse(text);
  ASSERT_EQ(parsed.size(), 2002U);
  EXPECT_EQ(parsed[0], plain);
  EXPECT_EQ(parsed[1], odd);
  EXPECT_EQ(parsed[2001], 1999);
}

TEST(JsonDocument, LongListsKeepTheirOrderAcrossPieces) {
  constexpr std::size_t kCount = 100003;
  std::string text;
  const TextSink sink = [&](std::string_view piece) { text += piece; };
  JsonDocument document(sink, false);
  document.add_list("list", kCount, [](JsonRows& rows, std::size_t i) { rows.number(static_cast<std::uint64_t>(i)); });
  document.add_list("empty", 0, [](JsonRows&, std::size_t) {});
  document.finish();
  const auto parsed = nlohmann::json::parse(text);
  ASSERT_EQ(parsed["list"].size(), kCount);
  for (std::size_t i = 0; i < kCount; ++i) ASSERT_EQ(parsed["list"][i], i);
  EXPECT_TRUE(parsed["empty"].empty());
}

BacktestResult small_result() {
  static const std::string name = "Strategy \"quoted\"\n";
  static const std::vector<TimeMs> times{0, 60000, 120000, 180000};
  static const std::vector<double> ones(4, 1.0);
  BacktestResult result;
  result.strategy = name;
  result.symbols = {"BTCUSDT"};
  result.initial_cash = 100;
  result.timeline = std::make_shared<const Timeline>(std::vector<CandleSpan>{{times, ones, ones, ones, ones, ones}}, kMinuteMs);
  result.portfolio.equity = EquityCurve(4);
  std::vector<double> curve;
  for (int step = 0; step < 4; ++step) curve.push_back(100.0 + step / 3.0);
  result.portfolio.equity.write(0, curve);
  TradeRecord trade;
  trade.strategy_name = &name;
  trade.exit_type = ExitType::kTrail;
  trade.pnl = 1.0 / 3;
  result.portfolio.trades.push_back(trade);
  return result;
}

TEST(ResultJson, PrettyAndCompactHoldTheSameDocument) {
  const BacktestResult result = small_result();
  const auto compact = nlohmann::json::parse(to_json(result, false));
  EXPECT_EQ(compact, nlohmann::json::parse(to_json(result, true)));
  EXPECT_EQ(compact["strategy"], result.strategy);
  EXPECT_EQ(compact["trade_log"][0]["exit_type"], "TRAIL");
  EXPECT_EQ(compact["trade_log"][0]["result"], "WIN");
  EXPECT_EQ(compact["equity_curve"].size(), 4U);
  EXPECT_EQ(compact["equity_curve"][1]["time"], 120000);
  EXPECT_EQ(compact["equity_curve"][1]["equity"].get<double>(), 100 + 1 / 3.0);
  EXPECT_TRUE(compact["metrics"]["sharpe"].is_null());
  EXPECT_FALSE(nlohmann::json::parse(to_json(result, false, false)).contains("timings"));
}

TEST(ResultJson, ThinnedCurvesKeepTheirEnds) {
  BacktestResult result = small_result();
  result.curve.kind = CurveOutput::Kind::kMaxPoints;
  result.curve.max_points = 2;
  auto curve = nlohmann::json::parse(to_json(result, false))["equity_curve"];
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0]["time"], 60000);
  EXPECT_EQ(curve[1]["time"], 240000);
  result.curve.kind = CurveOutput::Kind::kResolution;
  result.curve.resolution_ms = 3 * kMinuteMs;
  curve = nlohmann::json::parse(to_json(result, false))["equity_curve"];
  ASSERT_EQ(curve.size(), 2U);
  EXPECT_EQ(curve[0]["time"], 180000);  // the bucket's last point, at its end
  result.curve.kind = CurveOutput::Kind::kNone;
  EXPECT_TRUE(nlohmann::json::parse(to_json(result, false))["equity_curve"].empty());
}

}  // namespace
}  // namespace orchestrator
