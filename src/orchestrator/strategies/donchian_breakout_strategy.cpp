#include "orchestrator/strategies/donchian_breakout_strategy.h"

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {

const ComponentInfo& DonchianBreakoutStrategy::info() {
  static const ComponentInfo table{
      "donchian_breakout",
      "DonchianBreakoutStrategy",
      "strategy",
      "BUY on the first close above the highest high of the bars before it, SELL on the first below their lowest low",
      {period_spec("entry", 20, "bars of the upper channel"), period_spec("exit", 10, "bars of the lower channel")}};
  return table;
}

void DonchianBreakoutStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  entry_ = reader.count("entry");
  exit_ = reader.count("exit");
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> DonchianBreakoutStrategy::required_indicators(Interval) const {
  return {{"highest", {static_cast<double>(entry_)}}, {"lowest", {static_cast<double>(exit_)}}};
}

// The channel of a bar is that of the bars before it: the column's value one bar earlier.
Verdict DonchianBreakoutStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const std::span<const double> close = bars.candles.close;
  const IndicatorColumn& top = bars.indicators[0];
  const IndicatorColumn& bottom = bars.indicators[1];
  if (crosses_up(close[bar - 1], top[bar - 2], close[bar], top[bar - 1])) return {Signal::kBuy};
  if (crosses_down(close[bar - 1], bottom[bar - 2], close[bar], bottom[bar - 1])) return {Signal::kSell};
  return {};
}

}  // namespace orchestrator
