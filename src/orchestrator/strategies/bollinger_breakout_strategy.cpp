#include "orchestrator/strategies/bollinger_breakout_strategy.h"

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {

const ComponentInfo& BollingerBreakoutStrategy::info() {
  static const ComponentInfo table{
      "bollinger_breakout",
      "BollingerBreakoutStrategy",
      "strategy",
      "BUY when the close crosses up through the upper Bollinger band, SELL when it crosses down through the lower one",
      {period_spec("period", 20, "bars of mean and deviation", 2),
       {"width", "number", 2.0, 0, {}, "standard deviations between middle and band", false, true}}};
  return table;
}

void BollingerBreakoutStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  period_ = reader.count("period");
  width_ = reader.number("width");
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> BollingerBreakoutStrategy::required_indicators(Interval) const {
  const std::vector<double> parameters{static_cast<double>(period_), width_};
  return {{"bollinger_upper", parameters}, {"bollinger_lower", parameters}};
}

Verdict BollingerBreakoutStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const std::span<const double> close = bars.candles.close;
  const IndicatorColumn& upper = bars.indicators[0];
  const IndicatorColumn& lower = bars.indicators[1];
  if (crosses_up(close[bar - 1], upper[bar - 1], close[bar], upper[bar])) return {Signal::kBuy};
  if (crosses_down(close[bar - 1], lower[bar - 1], close[bar], lower[bar])) return {Signal::kSell};
  return {};
}

}  // namespace orchestrator
