// A base for strategies whose rule is a function of one symbol's columns at a bar.
#pragma once

#include <algorithm>
#include <cstddef>

#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

/// What a rule says about one bar.
struct Verdict {
  Signal signal = Signal::kNo;
  double confidence = 1.0;
};

/// "Crosses up": at or below before, above now. False when anything is undefined (NaN).
inline bool crosses_up(double before, double level_before, double now, double level_now) {
  return before <= level_before && now > level_now;
}
inline bool crosses_down(double before, double level_before, double now, double level_now) {
  return before >= level_before && now < level_now;
}

/// `Rule` has `Verdict at(const SymbolBars&, std::size_t bar) const` and `static constexpr std::size_t kReach`, the number of bars before
/// `bar` that it reads. `decide` and `decide_range` then cannot disagree, and the range costs no Decision where there is no signal.
template <class Rule>
class ColumnStrategy : public BaseStrategy {
 public:
  Decision decide(const BarView& bars) override {
    Decision decision;
    if (bars.bar() < Rule::kReach) return decision;
    const Verdict verdict = rule().at(bars.job().symbols.front(), bars.bar());
    decision.signal = verdict.signal;
    decision.confidence = verdict.confidence;
    return decision;
  }
  bool has_decide_range() const override { return true; }
  void decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) override {
    const SymbolBars& bars = job.symbols.front();
    for (std::size_t bar = std::max(begin, Rule::kReach); bar < end; ++bar) {
      const Verdict verdict = rule().at(bars, bar);
      if (verdict.signal != Signal::kNo) sink.emit(bar, verdict.signal, verdict.confidence);
    }
  }

 private:
  friend Rule;  // and nobody else: a base of another rule than its own would read foreign memory
  ColumnStrategy() = default;
  const Rule& rule() const { return static_cast<const Rule&>(*this); }
};

}  // namespace orchestrator
