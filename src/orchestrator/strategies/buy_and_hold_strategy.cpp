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
  Decision decision;
  decision.signal = Signal::kBuy;
  decision.tp_price = OptionalPrice::none();
  decision.sl_price = OptionalPrice::none();
  return decision;
}

Decision BuyAndHoldStrategy::decide(const BarView& bars) {
  if (!bought_at_) bought_at_ = bars.open_time();
  return *bought_at_ == bars.open_time() ? buy() : Decision{};
}

void BuyAndHoldStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  if (begin >= end) return;
  const CandleSpan& bars = job.symbols.front().candles;
  if (!bought_at_) bought_at_ = bars.open_time[begin];
  if (*bought_at_ < bars.open_time[begin] || *bought_at_ > bars.open_time[end - 1]) return;
  sink.emit(bars.lower_bound(*bought_at_), buy());
}

}  // namespace orchestrator
