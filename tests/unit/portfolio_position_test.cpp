#include <gtest/gtest.h>

#include "orchestrator/portfolio/position.h"
#include "orchestrator/portfolio/transaction_ledger.h"

namespace orchestrator {
namespace {

TEST(Position, AveragesAndRealises) {
  Position position;
  EXPECT_EQ(position.apply(Side::kBuy, 100, 1), 0);
  EXPECT_EQ(position.apply(Side::kBuy, 110, 3), 0);
  EXPECT_DOUBLE_EQ(position.average_price(), 107.5);
  EXPECT_DOUBLE_EQ(position.apply(Side::kSell, 120, 2), 25);  // 2 * (120 - 107.5)
  EXPECT_DOUBLE_EQ(position.average_price(), 107.5);
  EXPECT_DOUBLE_EQ(position.unrealised(100), -15);
}

TEST(Position, AFillThatCrossesZeroOpensTheOtherSideAtItsPrice) {
  Position position;
  position.apply(Side::kBuy, 100, 2);
  EXPECT_DOUBLE_EQ(position.apply(Side::kSell, 90, 5), -20);
  EXPECT_DOUBLE_EQ(position.quantity(), -3);
  EXPECT_DOUBLE_EQ(position.average_price(), 90);
  EXPECT_DOUBLE_EQ(position.apply(Side::kBuy, 80, 3), 30);
  EXPECT_EQ(position.quantity(), 0);
  EXPECT_EQ(position.average_price(), 0);
  EXPECT_DOUBLE_EQ(position.realised(), 10);
}

// One contract of 100 USD at 50,000 and one at 40,000 hold 0.002 + 0.0025 BTC; the price at which two hold 0.0045 is 44,444.4….
TEST(Position, InverseAverageIsHarmonicAndProfitIsInTheCoin) {
  Position position(Contract{true, 100});
  position.apply(Side::kBuy, 50000, 1);
  position.apply(Side::kBuy, 40000, 1);
  EXPECT_NEAR(position.average_price(), 200 / 0.0045, 1e-9);
  EXPECT_NEAR(position.unrealised(50000), 0.0045 - 0.004, 1e-15);
}

TEST(TransactionLedger, CashFollowsFillsOnSpotAndProfitOnPerpetuals) {
  const FillRecord buy{.side = Side::kBuy, .price = 100, .quantity = 2, .fee = 0.2};
  const FillRecord sell{.side = Side::kSell, .price = 110, .quantity = 2, .fee = 0.22};
  TransactionLedger spot(Market::kSpot, {Contract{}}, true);
  spot.ingest(0, buy);
  EXPECT_DOUBLE_EQ(spot.current_cash_delta(), -200.2);
  EXPECT_DOUBLE_EQ(spot.open_cost(), 200);
  EXPECT_DOUBLE_EQ(spot.pop_cash_delta(), -200.2);
  EXPECT_EQ(spot.current_cash_delta(), 0);
  spot.ingest(0, sell);
  EXPECT_DOUBLE_EQ(spot.pop_cash_delta(), 219.78);
  EXPECT_EQ(spot.get_fills().size(), 2U);

  TransactionLedger perp(Market::kPerp, {Contract{}}, false);
  perp.ingest(0, buy);
  EXPECT_DOUBLE_EQ(perp.pop_cash_delta(), -0.2);
  EXPECT_DOUBLE_EQ(perp.unrealised_pnl(0, 105), 10);
  perp.ingest_funding(1.5);
  perp.ingest(0, sell);
  EXPECT_DOUBLE_EQ(perp.pop_cash_delta(), 20 - 0.22 - 1.5);
  EXPECT_DOUBLE_EQ(perp.realised() - perp.fees() - perp.funding(), 20 - 0.42 - 1.5);
}

}  // namespace
}  // namespace orchestrator
