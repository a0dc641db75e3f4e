#include "orchestrator/checking/strategy_driver.h"

#include <algorithm>
#include <utility>

#include "orchestrator/engine/job_runner.h"
#include "orchestrator/telemetry/stopwatch.h"

namespace orchestrator {
namespace {

/// Values behind a block of indicators: who reads there shall find nothing of use, and no foreign memory.
constexpr std::size_t kBehind = 64;

/// Takes the decisions of a range, of its own bars only and in their order.
class RangeSink final : public DecisionSink {
 public:
  RangeSink(ProposalLog& log, std::size_t begin, std::size_t end) : log_(log), bar_(begin), end_(end) {}
  void emit(std::size_t bar, Decision decision) override {
    step_to(bar);
    log_.emit(bar, std::move(decision));
  }
  void emit(std::size_t bar, Signal signal, double confidence) override {
    step_to(bar);
    log_.emit(bar, signal, confidence);
  }

 private:
  void step_to(std::size_t bar) {
    if (bar < bar_ || bar >= end_)
      throw strategy_error("bad_decision", "decide_range made a decision on a bar that it was not asked about, or went back");
    bar_ = bar;
  }
  ProposalLog& log_;
  std::size_t bar_, end_;
};

}  // namespace

StrategyDriver::StrategyDriver(BaseStrategy& strategy, const CheckBars& bars, const DriverSettings& settings, RunWatch& watch)
    : strategy_(strategy), bars_(bars), watch_(watch), requests_(strategy.required_indicators(settings.interval)) {
  view_.interval = settings.interval;
  view_.lookback = settings.lookback;
  view_.tp_ratio = settings.tp_ratio;
  view_.sl_ratio = settings.sl_ratio;
  for (std::size_t k = 0; k < bars.symbols.size(); ++k) {
    view_.symbols.push_back({bars.symbols[k], bars.bars[k], {}, bars.owner});
    indicators_.emplace_back(requests_, view_.lookback, kBlockBars + kBehind);
  }
}

Answers StrategyDriver::answers(Asking asking, std::size_t end) {
  Answers answers(bars_.bars);
  const bool ranges = asking == Asking::kAsRun && bars_.symbols.size() == 1 && strategy_.has_decide_range();
  const bool basket = asking == Asking::kBasket || bars_.symbols.size() > 1;
  const std::size_t first = std::max(bars_.first_decision, view_.lookback - 1);
  guarded(std::max<std::size_t>(bars_.first_decision, 1) - 1, answers.failures, [&] { strategy_.reset(); });
  bool fitted = false;
  for (std::size_t begin = 0; begin < std::min(end, bars_.size()); begin += kBlockBars) {
    const std::size_t block_end = std::min(begin + kBlockBars, bars_.size());
    advance_indicators(begin, block_end);
    if (block_end > first) {
      if (!std::exchange(fitted, true)) fit(answers);
      const std::size_t from = std::max(begin, first);
      if (!ranges || !decide_range(from, block_end, answers)) decide_bars(from, std::min(end, block_end), basket, answers);
    }
    watch_.advance(block_end - begin);
  }
  return answers;
}

std::vector<double> StrategyDriver::indicators_at(std::size_t bar) const {
  std::vector<double> values;
  for (const IndicatorSet& set : indicators_) {
    for (const IndicatorColumn& column : set.columns()) values.push_back(column[bar]);
  }
  return values;
}

void StrategyDriver::advance_indicators(std::size_t begin, std::size_t end) {
  if (requests_.empty()) return;
  for (std::size_t k = 0; k < indicators_.size(); ++k) {
    indicators_[k].advance(bars_.bars[k].subspan(begin, end - begin));
    view_.symbols[k].indicators = indicators_[k].columns();
  }
}

void StrategyDriver::fit(Answers& answers) {
  if (bars_.first_decision == 0) return;
  const std::size_t last = bars_.first_decision - 1;
  guarded(last, answers.failures, [&] { strategy_.fit(BarView(view_, last)); });
}

bool StrategyDriver::decide_range(std::size_t begin, std::size_t end, Answers& answers) {
  const std::size_t before = answers.log.seeds().size();
  RangeSink sink(answers.log, begin, end);
  std::vector<Failure> failures;
  if (guarded(begin, failures, [&] { strategy_.decide_range(view_, begin, end, sink); })) return true;
  answers.log.shrink_to(before);
  if (!answers.range_failure) answers.range_failure = failures.front();
  return false;
}

void StrategyDriver::decide_bars(std::size_t begin, std::size_t end, bool basket, Answers& answers) {
  for (std::size_t bar = begin; bar < end; ++bar) {
    watch_.stop.throw_if_stopped();  // a decision may take long
    guarded(bar, answers.failures, [&] {
      for (Decision& decision : decide(bar, basket)) answers.log.emit(bar, std::move(decision));
    });
  }
}

std::vector<Decision> StrategyDriver::decide(std::size_t bar, bool basket) {
  Stopwatch watch;
  std::vector<Decision> decisions;
  if (basket) {
    decisions = strategy_.decide_basket(BarView(view_, bar));
  } else if (Decision decision = strategy_.decide(BarView(view_, bar)); decision.signal != Signal::kNo) {
    decisions.push_back(std::move(decision));
  }
  if (seconds_) seconds_->push_back(watch.lap());
  return decisions.empty() ? std::move(decisions) : strategy_.aggregate_signals(std::move(decisions));
}

/// Runs code of the strategy's; false when it threw.
template <typename Code>
bool StrategyDriver::guarded(std::size_t bar, std::vector<Failure>& failures, Code&& code) {
  try {
    code();
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInterrupted || error.kind() == ErrorKind::kInternal) throw;
    failures.push_back({bar, error});
  } catch (const std::exception& error) {
    failures.push_back({bar, strategy_error("", error.what())});
  } catch (...) {
    failures.push_back({bar, strategy_error("", "it threw something that is no exception")});
  }
  return false;
}

}  // namespace orchestrator
