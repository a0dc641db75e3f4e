// Built-in sizing models. Quantities are in base currency, or contracts when the instrument is inverse (note 7.d of docs/semantics.md).
#pragma once

#include "orchestrator/policies/sizing_model.h"

namespace orchestrator {

/// A fraction of equity at the entry reference price.
class FixedFraction final : public SizingModel {
 public:
  explicit FixedFraction(double fraction) : fraction_(fraction) {}
  double operator()(const TradeMeta& meta, TradeEventType action) override;

 private:
  double fraction_;
};

/// The same quantity every time.
class FixedUnits final : public SizingModel {
 public:
  explicit FixedUnits(double units) : units_(units) {}
  double operator()(const TradeMeta& /*meta*/, TradeEventType /*action*/) override { return units_; }

 private:
  double units_;
};

/// The same notional every time, in quote currency.
class FixedNotional final : public SizingModel {
 public:
  explicit FixedNotional(double notional) : notional_(notional) {}
  double operator()(const TradeMeta& meta, TradeEventType action) override;

 private:
  double notional_;
};

/// So much that the loss at the stop is a fraction of equity; 0 without a stop.
class FixedRisk final : public SizingModel {
 public:
  explicit FixedRisk(double risk) : risk_(risk) {}
  double operator()(const TradeMeta& meta, TradeEventType action) override;

 private:
  double risk_;
};

}  // namespace orchestrator
