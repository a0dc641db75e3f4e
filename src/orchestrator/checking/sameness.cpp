#include "orchestrator/checking/sameness.h"

namespace orchestrator {
namespace {

Answers all_answers(const CheckSubject& subject, BaseStrategy& strategy, const CheckBars& bars) {
  return StrategyDriver(strategy, bars, subject.driver, subject.watch).answers(Asking::kAsRun, bars.size());
}

/// The later half of the bars: what a strategy keeps by bar, time or price then belongs to other ones.
CheckBars later_half(const CheckSubject& subject) {
  const CheckBars& bars = subject.bars;
  const std::size_t decision = subject.first() + (bars.size() - subject.first()) / 2;
  return part_of(bars, decision - subject.first(), bars.size(), decision - subject.first() + bars.first_decision);
}

}  // namespace

bool check_repeats(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings) {
  const std::size_t end = subject.bars.size();
  const auto difference = first_difference(full, subject.ask(subject.bars, Asking::kAsRun, end), end);
  if (!difference) return true;
  findings.push_back(make_finding(subject, FindingKind::kNondeterminism, "fresh_instance", *difference, "in one instance",
                                  "in another over the same bars"));
  return false;
}

void check_reset(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings) {
  const CheckBars later = later_half(subject);
  for (const CheckBars* before : {&subject.bars, &later}) {
    const auto strategy = subject.make_strategy();
    all_answers(subject, *strategy, *before);
    const auto difference = first_difference(full, all_answers(subject, *strategy, subject.bars), subject.bars.size());
    if (!difference) continue;
    findings.push_back(make_finding(subject, FindingKind::kReset, before == &later ? "after_other_bars" : "after_the_same_bars",
                                    *difference, "in a fresh instance",
                                    before == &later ? "after other bars and reset()" : "after the same bars and reset()"));
    return;
  }
}

void check_ranges(const CheckSubject& subject, const Answers& full, std::vector<Finding>& findings) {
  if (subject.bars.symbols.size() > 1 || !subject.make_strategy()->has_decide_range()) return;
  const std::size_t end = subject.bars.size();
  if (full.range_failure) {
    const Difference failed{full.range_failure->bar, 0, "exception", Value(full.range_failure->error.message()), {}};
    findings.push_back(make_finding(subject, FindingKind::kDecideRange, "bar_by_bar", failed, "by decide_range", "by decide"));
    return;
  }
  Answers one_by_one = subject.ask(subject.bars, Asking::kBarByBar, end);
  // `decide` can say but one thing about a bar; who has more to say says it in decide_basket.
  if (!one_by_one.failures.empty()) one_by_one = subject.ask(subject.bars, Asking::kBasket, end);
  if (const auto difference = first_difference(full, one_by_one, end)) {
    findings.push_back(make_finding(subject, FindingKind::kDecideRange, "bar_by_bar", *difference, "by decide_range", "by decide"));
  }
}

}  // namespace orchestrator
