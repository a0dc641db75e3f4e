// Runs a strategy over candles in blocks, as a run's phase 1 does, and keeps what it decided.
#pragma once

#include <random>
#include <tuple>
#include <vector>

#include "orchestrator/indicators/indicator_set.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator::test_support {

struct Decided {
  std::size_t bar;
  Decision decision;
};

/// All that makes two decisions the same; -1 stands for an explicit `none`, -2 for a missing price.
inline auto essence(const Decided& d) {
  const auto price = [](const OptionalPrice& p) { return p.is_set() ? p.value() : p.is_none() ? -1.0 : -2.0; };
  return std::tuple(d.bar, d.decision.signal, price(d.decision.entry_price), price(d.decision.tp_price), price(d.decision.sl_price),
                    d.decision.confidence, d.decision.meta, d.decision.symbol);
}
inline bool operator==(const Decided& a, const Decided& b) { return essence(a) == essence(b); }

class Collector final : public DecisionSink {
 public:
  void emit(std::size_t bar, Decision decision) override {
    if (decision.signal != Signal::kNo) decided.push_back({bar, std::move(decision)});
  }
  void emit(std::size_t bar, Signal signal, double confidence) override {
    Decision decision;
    decision.signal = signal;
    decision.confidence = confidence;
    emit(bar, std::move(decision));
  }
  std::vector<Decided> decided;
};

/// The last one as a run does after an error inside the range: what the range said is forgotten, and each of its bars is asked about again.
enum class Path { kDecide, kRange, kRangeThenDecide };

/// Decisions on every bar from the lookback on. `random` cuts the blocks.
inline std::vector<Decided> run(BaseStrategy& strategy, const CandleSpan& candles, Path path, std::mt19937_64& random,
                                Interval interval = {}, const std::string& symbol = "BTCUSDT") {
  JobBars job;
  job.interval = interval;
  job.lookback = std::max<std::size_t>(1, strategy.get_required_lookback(interval));
  IndicatorSet indicators(strategy.required_indicators(interval), job.lookback, 500);
  job.symbols.push_back({symbol, candles, indicators.columns()});
  strategy.reset();
  Collector collector;
  for (std::size_t begin = 0; begin < candles.size();) {
    const std::size_t end = begin + std::min<std::size_t>(candles.size() - begin, 1 + random() % 500);
    indicators.advance(candles.subspan(begin, end - begin));
    const std::size_t first = std::min(end, std::max(begin, job.lookback - 1));
    Collector forgotten;
    if (path != Path::kDecide && first < end) strategy.decide_range(job, first, end, path == Path::kRange ? collector : forgotten);
    for (std::size_t bar = first; path != Path::kRange && bar < end; ++bar) collector.emit(bar, strategy.decide(BarView(job, bar)));
    begin = end;
  }
  return collector.decided;
}

}  // namespace orchestrator::test_support
