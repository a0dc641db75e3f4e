#include <gtest/gtest.h>

#include "orchestrator/market/candle_columns.h"
#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/portfolio/trade_realization.h"
#include "orchestrator/trades/trade_proposal_builder.h"

namespace orchestrator {
namespace {

/// Falls from 100 to 95, then rises to 110.
CandleSeries candles() {
  CandleColumns columns;
  const double rows[][4] = {{100, 101, 99.5, 100}, {100, 100.5, 97.5, 98}, {98, 98.5, 95, 96}, {96, 104, 96, 103}, {103, 110, 102, 109}};
  TimeMs time = 0;
  for (const auto& r : rows) {
    columns.push_back({time, r[0], r[1], r[2], r[3], 10});
    time += kMinuteMs;
  }
  return make_series("BTCUSDT", Interval(), std::move(columns));
}

TEST(TradeProposalBuilder, ScalesInAndTakesProfit) {
  const PlannedTrade planned = TradeProposalBuilder("BTCUSDT", 3, Direction::kLong)
                                   .scale_in(3, 0, 0.02)
                                   .bracket_exit(0.08, 0.10)
                                   .set_entry_params(100, {}, {}, 0)
                                   .build(candles());
  StaticCost fee(0.001);
  StaticCost slippage(0);
  AggressiveMarketPolicy fill;
  PortfolioPolicies policies;
  policies.fee = &fee;
  policies.slippage = &slippage;
  policies.fill = &fill;
  const RealizedTrade realized = realize(planned, policies, Interval());
  // Legs at 100 (market), 98 and 96; all three leave at the take-profit of 108.
  ASSERT_EQ(realized.fills.size(), 4U);
  EXPECT_DOUBLE_EQ(realized.fills[0].price, 100);
  EXPECT_DOUBLE_EQ(realized.fills[1].price, 98);
  EXPECT_DOUBLE_EQ(realized.fills[2].price, 96);
  EXPECT_DOUBLE_EQ(realized.fills[3].price, 108);
  ASSERT_TRUE(realized.trade);
  EXPECT_EQ(realized.trade->exit_type, ExitType::kTp);
  EXPECT_NEAR(realized.trade->pnl, 10 + 12 + 8 - 0.001 * (100 + 98 + 96 + 3 * 108), 1e-9);
}

TEST(TradeProposalBuilder, EventsAreTheLegsAndTheExit) {
  const PlannedTrade planned =
      TradeProposalBuilder("BTCUSDT", 1, Direction::kShort).bracket_exit(0.04, 0.05).set_entry_params(100, {}, {}, 0).build(candles());
  const auto events = build_events(planned, Interval());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].type, TradeEventType::kOpen);
  EXPECT_EQ(events[0].side, Side::kSell);
  EXPECT_EQ(events[1].type, TradeEventType::kClose);
  EXPECT_EQ(events[1].kind, OrderKind::kTakeProfit);
  EXPECT_DOUBLE_EQ(events[1].price, 96);
  EXPECT_EQ(events[1].ts, 2 * kMinuteMs);
}

TEST(TradeProposalBuilder, RefusesWhatCannotBeMeant) {
  const auto code = [](const TradeProposalBuilder& builder) {
    try {
      builder.build(candles());
    } catch (const Error& error) {
      return error.code();
    }
    return std::string("none");
  };
  TradeProposalBuilder wrong_side("X", 1, Direction::kLong);
  EXPECT_EQ(code(wrong_side.set_entry_params(100, 99.0, {}, 0)), "bad_bracket");
  TradeProposalBuilder too_late("X", 1, Direction::kLong);
  EXPECT_EQ(code(too_late.set_entry_params(100, {}, {}, 10 * kMinuteMs)), "no_data");
  TradeProposalBuilder no_size("X", 0, Direction::kLong);
  EXPECT_EQ(code(no_size.set_entry_params(100, {}, {}, 0)), "bad_proposal");
}

}  // namespace
}  // namespace orchestrator
