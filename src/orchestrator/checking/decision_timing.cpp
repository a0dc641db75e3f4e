#include "orchestrator/checking/decision_timing.h"

#include <algorithm>

namespace orchestrator {
namespace {

/// The value below or at which that share of the values lies; `seconds` is not empty.
double quantile_us(std::vector<double>& seconds, double share) {
  const auto at = std::min(seconds.size() - 1, static_cast<std::size_t>(share * static_cast<double>(seconds.size())));
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(at), seconds.end());
  return seconds[at] * 1e6;
}

void time_once(const CheckSubject& subject, std::vector<double>& seconds) {
  const auto strategy = subject.make_strategy();
  StrategyDriver driver(*strategy, subject.bars, subject.driver, subject.watch);
  driver.time_into(seconds);
  driver.answers(Asking::kBarByBar, subject.bars.size());
}

}  // namespace

DecisionTiming time_decisions(const std::vector<CheckSubject>& subjects) {
  std::vector<double> seconds;
  std::size_t before = 0;
  do {
    before = seconds.size();
    for (const CheckSubject& subject : subjects) {
      if (seconds.size() < subject.settings.timings) time_once(subject, seconds);
    }
  } while (seconds.size() > before && seconds.size() < subjects.front().settings.timings);
  if (seconds.empty()) return {};
  return {seconds.size(), quantile_us(seconds, 0.5), quantile_us(seconds, 0.99)};
}

}  // namespace orchestrator
