#include "orchestrator/engine/plan_wire.h"

namespace orchestrator {
namespace {

enum class WireStart : std::uint8_t { kAtOnce, kNumber };
enum class WireReference : std::uint8_t { kNamed, kPrice };

constexpr std::size_t kLegBytes = 8 + 8 + (1 + 1 + 8) + 1 + (1 + 8) + (1 + 8 + 1);

void encode_leg(const OrderLeg& leg, WireWriter& out) {
  const auto* const price = std::get_if<double>(&leg.reference);
  const auto* const named = std::get_if<NamedReference>(&leg.reference);
  const auto* const when = std::get_if<std::int64_t>(&leg.start.when);
  out.put(leg.fraction);
  out.put(leg.offset);
  out.put(price ? WireReference::kPrice : WireReference::kNamed);
  out.put(named ? *named : NamedReference::kOpen);
  out.put(price ? *price : 0.0);
  out.put(leg.tif);
  out.put_optional(leg.expire_bars);
  out.put(when ? WireStart::kNumber : WireStart::kAtOnce);
  out.put<std::int64_t>(when ? *when : 0);
  out.put<std::uint8_t>(leg.start.is_time ? 1 : 0);
}

OrderLeg decode_leg(WireReader& in) {
  OrderLeg leg;
  leg.fraction = in.take<double>();
  leg.offset = in.take<double>();
  const auto reference = in.take_choice(WireReference::kPrice);
  const auto named = in.take_choice(NamedReference::kEntry);
  const auto price = in.take<double>();
  if (reference == WireReference::kPrice) {
    leg.reference = price;
  } else {
    leg.reference = named;
  }
  leg.tif = in.take_choice(TimeInForce::kFok);
  leg.expire_bars = in.take_optional<std::int64_t>();
  const auto start = in.take_choice(WireStart::kNumber);
  const auto when = in.take<std::int64_t>();
  if (start == WireStart::kNumber) leg.start.when = when;
  leg.start.is_time = in.take_bool();
  return leg;
}

}  // namespace

void encode_plan(const TradePlan& plan, WireWriter& out) {
  out.put<std::uint64_t>(plan.legs.size());
  for (const OrderLeg& leg : plan.legs) encode_leg(leg, out);
  out.put(plan.crossing_policy);
  out.put_optional(plan.max_holding_bars);
  out.put_optional(plan.trailing_stop_pct);
}

TradePlan decode_plan(WireReader& in) {
  TradePlan plan;
  plan.legs.clear();
  const std::uint64_t legs = in.take_count(kLegBytes);
  plan.legs.reserve(legs);
  for (std::uint64_t k = 0; k < legs; ++k) plan.legs.push_back(decode_leg(in));
  plan.crossing_policy = in.take_choice(CrossingPolicy::kRandom);
  plan.max_holding_bars = in.take_optional<std::int64_t>();
  plan.trailing_stop_pct = in.take_optional<double>();
  return plan;
}

}  // namespace orchestrator
