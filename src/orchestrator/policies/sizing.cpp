#include "orchestrator/policies/sizing.h"

#include <cmath>

namespace orchestrator {

double FixedFraction::operator()(const TradeMeta& meta, TradeEventType /*action*/) {
  const double stake = fraction_ * meta.equity;
  return meta.inverse ? stake * meta.reference_price / meta.multiplier : stake / meta.reference_price;
}

double FixedNotional::operator()(const TradeMeta& meta, TradeEventType /*action*/) {
  return meta.inverse ? notional_ / meta.multiplier : notional_ / meta.reference_price;
}

double FixedRisk::operator()(const TradeMeta& meta, TradeEventType /*action*/) {
  const double stake = risk_ * meta.equity;
  const double loss_per_unit = meta.inverse ? meta.multiplier * std::fabs(1 / meta.reference_price - 1 / meta.sl_price)
                                            : std::fabs(meta.reference_price - meta.sl_price);
  return loss_per_unit > 0 ? stake / loss_per_unit : 0;  // NaN (no stop) compares false
}

}  // namespace orchestrator
