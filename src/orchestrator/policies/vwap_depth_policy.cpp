#include "orchestrator/policies/vwap_depth_policy.h"

#include <algorithm>

namespace orchestrator {

VWAPDepthPolicy::VWAPDepthPolicy(const Params& params)
    : depth_(params.integer("depth", 5)), participation_(params.number("participation", 0.1)), level_bps_(params.number("level_bps", 1)) {
  if (depth_ < 1 || depth_ > 1000) throw params.invalid("depth", "depth must be an integer in 1..1000");
  if (!(participation_ > 0 && participation_ <= 1)) throw params.invalid("participation", "participation must be in (0, 1]");
  if (!(level_bps_ >= 0 && level_bps_ * static_cast<double>(depth_) < 10000)) {
    throw params.invalid("level_bps", "level_bps must be >= 0, and depth * level_bps below 10000 (100 %)");
  }
}

double VWAPDepthPolicy::level_price(const TradeEvent& event, double slippage, std::int64_t level) const {
  const double side = static_cast<double>(event.side);
  const double price = event.price * (1 + side * slippage) * (1 + side * static_cast<double>(level) * level_bps_ / 10000);
  if (!is_price_bounded(event.kind)) return price;
  return event.side == Side::kBuy ? std::min(price, event.limit_price) : std::max(price, event.limit_price);
}

double VWAPDepthPolicy::worst_price(const TradeEvent& event, double slippage) const { return level_price(event, slippage, depth_ - 1); }

void VWAPDepthPolicy::fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) {
  const double offered = book.volume() * participation_;
  const bool may_cancel = event.type == TradeEventType::kOpen && event.tif != TimeInForce::kGtc;
  if (may_cancel && event.tif == TimeInForce::kFok && offered < event.quantity) return;

  const double level_size = offered / static_cast<double>(depth_);
  double left = event.quantity;
  const auto push = [&](std::int64_t level, double quantity, bool overflow) {
    fills.push_back({.ts = event.ts,
                     .side = event.side,
                     .price = level_price(event, slippage, level),
                     .quantity = quantity,
                     .overflow = overflow,
                     .proposal_id = event.proposal_id,
                     .leg = event.leg});
  };
  for (std::int64_t level = 0; level < depth_ && left > 0 && level_size > 0; ++level) {
    // The last level of a FOK leg takes what rounding leaves over: the whole quantity was found to fit.
    const bool takes_rest = event.tif == TimeInForce::kFok && may_cancel && level == depth_ - 1;
    const double quantity = takes_rest ? left : std::min(left, level_size);
    push(level, quantity, false);
    left -= quantity;
  }
  if (left > 0 && !may_cancel) push(depth_ - 1, left, true);
}

}  // namespace orchestrator
