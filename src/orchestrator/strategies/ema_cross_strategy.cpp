#include "orchestrator/strategies/ema_cross_strategy.h"

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {

const ComponentInfo& EMACrossStrategy::info() {
  static const ComponentInfo table{"ema_cross", "EMACrossStrategy", "strategy",
                                   "BUY when a fast EMA crosses up through a slow one, SELL when it crosses down",
                                   {period_spec("fast", 9, "period of the fast EMA, bars"), period_spec("slow", 21, "period of the slow EMA, bars; larger than fast", 2)}};
  return table;
}

void EMACrossStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  fast_ = reader.count("fast");
  slow_ = reader.count("slow");
  if (fast_ >= slow_) {
    throw params.invalid("fast", "fast (" + std::to_string(fast_) + ") must be smaller than slow (" + std::to_string(slow_) + ")",
                         "swap them, or give both: the defaults are fast 9 and slow 21");
  }
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> EMACrossStrategy::required_indicators(Interval) const {
  return {{"ema", {static_cast<double>(fast_)}}, {"ema", {static_cast<double>(slow_)}}};
}

Verdict EMACrossStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const IndicatorColumn& fast = bars.indicators[0];
  const IndicatorColumn& slow = bars.indicators[1];
  if (crosses_up(fast[bar - 1], slow[bar - 1], fast[bar], slow[bar])) return {Signal::kBuy};
  if (crosses_down(fast[bar - 1], slow[bar - 1], fast[bar], slow[bar])) return {Signal::kSell};
  return {};
}

// The same rule over plain arrays. Crosses are rare, so a run of bars is first asked as a whole whether it has any, which the
// compiler does several bars at a time and without a branch a bar.
void EMACrossStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  const SymbolBars& bars = job.symbols.front();
  begin = std::max(begin, kReach);
  if (begin >= end) return;
  const double* fast = &bars.indicators[0].data[begin - bars.indicators[0].first_bar];  // fast[-1]: the bar before
  const double* slow = &bars.indicators[1].data[begin - bars.indicators[1].first_bar];
  const auto count = static_cast<std::ptrdiff_t>(end - begin);
  constexpr std::ptrdiff_t kRun = 8;
  for (std::ptrdiff_t first = 0; first < count; first += kRun) {
    const std::ptrdiff_t last = std::min(first + kRun, count);
    std::int64_t above = 0, below = 0;
    for (std::ptrdiff_t i = first - 1; i < last; ++i) {
      above += fast[i] > slow[i] ? 1 : 0;
      below += fast[i] < slow[i] ? 1 : 0;
    }
    const std::int64_t all = last - first + 1;
    if (above == all || below == all) continue;
    for (std::ptrdiff_t i = first; i < last; ++i) {
      const bool buy = crosses_up(fast[i - 1], slow[i - 1], fast[i], slow[i]);
      const bool sell = crosses_down(fast[i - 1], slow[i - 1], fast[i], slow[i]);
      if (buy || sell) sink.emit(begin + static_cast<std::size_t>(i), buy ? Signal::kBuy : Signal::kSell);
    }
  }
}

}  // namespace orchestrator
