#include "orchestrator/strategies/buy_and_hold_strategy.h"

#include "orchestrator/base/parameter_reader.h"

namespace orchestrator {

const ComponentInfo& BuyAndHoldStrategy::info() {
  static const ComponentInfo table{
      "buy_and_hold", "BuyAndHoldStrategy", "strategy", "one BUY on the first bar, without take-profit and stop-loss", {}};
  return table;
}

void BuyAndHoldStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  BaseStrategy::set_params(params);
}

Decision BuyAndHoldStrategy::buy() {
  bought_ = true;
  Decision decision;
  decision.signal = Signal::kBuy;
  decision.tp_price = OptionalPrice::none();
  decision.sl_price = OptionalPrice::none();
  return decision;
}

Decision BuyAndHoldStrategy::decide(const BarView&) { return bought_ ? Decision{} : buy(); }

void BuyAndHoldStrategy::decide_range(const JobBars&, std::size_t begin, std::size_t end, DecisionSink& sink) {
  if (!bought_ && begin < end) sink.emit(begin, buy());
}

}  // namespace orchestrator
