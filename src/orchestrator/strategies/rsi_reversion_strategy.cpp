#include "orchestrator/strategies/rsi_reversion_strategy.h"

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {

const ComponentInfo& RSIReversionStrategy::info() {
  static const ComponentInfo table{"rsi_reversion",
                                   "RSIReversionStrategy",
                                   "strategy",
                                   "BUY when the RSI comes back up from oversold, SELL when it comes back down from overbought",
                                   {period_spec("period", 14, "period of Wilder's RSI, bars"),
                                    {"oversold", "number", 30.0, 0, 100, "RSI level below overbought"},
                                    {"overbought", "number", 70.0, 0, 100, "RSI level above oversold"}}};
  return table;
}

void RSIReversionStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  period_ = reader.count("period");
  oversold_ = reader.number("oversold");
  overbought_ = reader.number("overbought");
  if (!(oversold_ < overbought_))
    throw params.invalid("oversold", "oversold must be smaller than overbought", "the defaults are 30 and 70");
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> RSIReversionStrategy::required_indicators(Interval) const {
  return {{"rsi", {static_cast<double>(period_)}}};
}

Verdict RSIReversionStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const double before = bars.indicators[0][bar - 1];
  const double now = bars.indicators[0][bar];
  if (crosses_up(before, oversold_, now, oversold_)) return {Signal::kBuy};
  if (crosses_down(before, overbought_, now, overbought_)) return {Signal::kSell};
  return {};
}

}  // namespace orchestrator
