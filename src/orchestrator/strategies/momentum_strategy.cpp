#include "orchestrator/strategies/momentum_strategy.h"

#include <algorithm>
#include <cmath>

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {

const ComponentInfo& MomentumStrategy::info() {
  static const ComponentInfo table{
      "momentum",
      "MomentumStrategy",
      "strategy",
      "BUY when the price's change over a window rises above a threshold, SELL when it falls below its negative",
      {period_spec("window", 20, "bars over which the change is taken"),
       {"threshold", "number", 0.0, 0, {}, "change that counts, a fraction"}}};
  return table;
}

void MomentumStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  window_ = reader.count("window");
  threshold_ = reader.number("threshold");
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> MomentumStrategy::required_indicators(Interval) const {
  return {{"momentum", {static_cast<double>(window_)}}};
}

Verdict MomentumStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const double before = bars.indicators[0][bar - 1];
  const double now = bars.indicators[0][bar];
  const double confidence = std::min(1.0, std::fabs(now));
  if (crosses_up(before, threshold_, now, threshold_)) return {Signal::kBuy, confidence};
  if (crosses_down(before, -threshold_, now, -threshold_)) return {Signal::kSell, confidence};
  return {};
}

}  // namespace orchestrator
