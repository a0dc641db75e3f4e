// How a proposal gets in and out: its legs and its exit rules.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orchestrator/trades/order_leg.h"

namespace orchestrator {

/// What to do when one candle touches both take-profit and stop.
enum class CrossingPolicy : std::uint8_t { kPreferSl, kPreferTp, kRandom };

/// An exit that a resolver decided on: a price (quote currency) and the label that becomes `exit_type`.
struct ResolvedExit {
  double price = 0;
  std::string label;
};

/// Replaces rules 1 to 4 of section 5. Called for each candle from that of the first fill on; tp and sl are NaN when there is none.
class ExitResolver {
 public:
  virtual ~ExitResolver() = default;
  virtual std::optional<ResolvedExit> operator()(const Candle& candle, double tp_price, double sl_price, Direction direction) = 0;
};

/// Entry legs and exit rules of a proposal. The run's configuration makes one; a decision may carry its own.
struct TradePlan {
  std::vector<OrderLeg> legs{OrderLeg{}};
  CrossingPolicy crossing_policy = CrossingPolicy::kPreferSl;
  std::optional<std::int64_t> max_holding_bars;  ///< decision bars
  std::optional<double> trailing_stop_pct;       ///< fraction of the best price since entry
  std::shared_ptr<ExitResolver> exit_resolver;   ///< null: the bracket rules
};

/// Whether something in the plan is code, not a value.
inline bool holds_functions(const TradePlan& plan) {
  return plan.exit_resolver || std::any_of(plan.legs.begin(), plan.legs.end(), [](const OrderLeg& leg) {
           return std::holds_alternative<CandlePrice>(leg.reference) || std::holds_alternative<CandleTest>(leg.start.when);
         });
}

}  // namespace orchestrator
