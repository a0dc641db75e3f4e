// Decisions with everything that a decision can say, at random, as far as it is a value.
#pragma once

#include <memory>
#include <random>
#include <string>

#include "orchestrator/strategies/decision.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator::test_support {

inline OptionalPrice random_price(std::mt19937_64& random, double near) {
  const auto draw = random() % 4;
  if (draw == 0) return {};
  if (draw == 1) return OptionalPrice::none();
  return {near * (1 + 1e-4 * static_cast<double>(random() % 100))};
}

inline OrderLeg random_leg(std::mt19937_64& random, double near) {
  OrderLeg leg;
  leg.fraction = 0.01 * static_cast<double>(1 + random() % 20);
  leg.offset = 0.001 * static_cast<double>(random() % 5);
  leg.reference = static_cast<NamedReference>(random() % 3);
  if (random() % 4 == 0) leg.reference = near * 0.999;
  leg.tif = static_cast<TimeInForce>(random() % 3);
  if (random() % 2) leg.expire_bars = 1 + static_cast<std::int64_t>(random() % 50);
  if (random() % 3 == 0) leg.start.when = static_cast<std::int64_t>(random() % 5);
  if (random() % 5 == 0) leg.start = {std::int64_t{1704067200000} + static_cast<std::int64_t>(random() % 100000), true};
  return leg;
}

inline std::shared_ptr<const TradePlan> random_plan(std::mt19937_64& random, double near) {
  auto plan = std::make_shared<TradePlan>();
  plan->legs.clear();
  for (auto left = random() % 60 == 0 ? 60 : random() % 4; left > 0; --left) plan->legs.push_back(random_leg(random, near));
  plan->crossing_policy = static_cast<CrossingPolicy>(random() % 3);
  if (random() % 2) plan->max_holding_bars = 1 + static_cast<std::int64_t>(random() % 30);
  if (random() % 2) plan->trailing_stop_pct = 0.001 * static_cast<double>(1 + random() % 50);
  return plan;
}

/// BUY, SELL or nothing; half of those that are something say more. `near`: about what a price is.
inline Decision random_decision(std::mt19937_64& random, double near, std::size_t symbols = 1) {
  Decision decision;
  decision.signal = static_cast<Signal>(random() % 3);
  decision.symbol = static_cast<std::uint32_t>(random() % symbols);
  if (random() % 2) return decision;
  decision.entry_price = random_price(random, near);
  decision.tp_price = random_price(random, near * 1.02);
  decision.sl_price = random_price(random, near * 0.97);
  if (random() % 2) decision.confidence = 0.01 * static_cast<double>(random() % 200) - 0.5;
  if (random() % 2) decision.meta = "{\"n\":" + std::to_string(random() % 3) + "}";
  if (random() % 3 == 0) decision.strategy_name = std::string(1 + random() % 5, 'N');
  if (random() % 3 == 0) decision.plan = random_plan(random, near);
  return decision;
}

}  // namespace orchestrator::test_support
