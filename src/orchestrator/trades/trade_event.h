// Events of the timeline, and what a policy learns about them.
#pragma once

#include <cstdint>
#include <string_view>

#include "orchestrator/trades/order_leg.h"

namespace orchestrator {

enum class TradeEventType : std::uint8_t { kOpen, kReduce, kClose, kModifySltp, kFunding, kLiquidate, kCustom };

/// How an order reaches the market; decides whether slippage applies.
enum class OrderKind : std::uint8_t {
  kMarket,      ///< entry at the open
  kLimit,       ///< entry leg, never worse than its price
  kTakeProfit,  ///< exit, never worse than its price
  kStop,        ///< SL, TRAIL and a resolver's exits
  kAtMarket,    ///< TIME, SIGNAL and FINAL exits
  kLiquidation,
};
constexpr bool is_price_bounded(OrderKind kind) { return kind == OrderKind::kLimit || kind == OrderKind::kTakeProfit; }

/// One execution as the policies see it. `price` is before slippage; `quantity` > 0, in base currency or contracts.
struct TradeEvent {
  TimeMs ts = 0;  ///< open time of the candle
  TradeEventType type = TradeEventType::kOpen;
  OrderKind kind = OrderKind::kMarket;
  Side side = Side::kBuy;
  std::string_view symbol;
  double price = 0;
  double quantity = 0;
  double limit_price = 0;  ///< kLimit and kTakeProfit: the price that must not be passed
  TimeInForce tif = TimeInForce::kGtc;
  std::uint64_t proposal_id = 0;
  std::uint32_t leg = 0;  ///< entries: leg number; exits: 0
};

/// What sizing and capacity learn about a proposal. Prices in quote currency; NaN tp and sl mean none.
struct TradeMeta {
  std::string_view symbol;
  std::string_view strategy_name;
  Direction direction = Direction::kLong;
  TimeMs ts = 0;               ///< try time
  double reference_price = 0;  ///< P of section 4
  double entry_price = 0;      ///< the decision's
  double tp_price = 0;
  double sl_price = 0;
  double confidence = 1;
  double equity = 0;  ///< before this ts
  double cash = 0;
  bool inverse = false;
  double multiplier = 1;
  std::uint64_t proposal_id = 0;
};

}  // namespace orchestrator
