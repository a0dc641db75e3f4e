// Fee models: a fraction of each fill's notional.
#pragma once

#include <map>
#include <string>

#include "orchestrator/base/params.h"
#include "orchestrator/policies/event_cost_model.h"

namespace orchestrator {

/// The same rate for every event; also the constant slippage model.
class StaticCost final : public EventCostModel {
 public:
  explicit StaticCost(double rate) : rate_(rate) {}
  double operator()(const TradeEvent& /*event*/) override { return rate_; }

 private:
  double rate_;
};

/// A rate for each symbol: BTCUSDT 0.0005, ETHUSDT 0.001, XRPUSDT 0.0015 unless told otherwise, and a default for the rest.
class PerSymbolFee final : public EventCostModel {
 public:
  explicit PerSymbolFee(const Params& params);
  double operator()(const TradeEvent& event) override;

 private:
  std::map<std::string, double, std::less<>> rates_;
  double default_rate_;
};

}  // namespace orchestrator
