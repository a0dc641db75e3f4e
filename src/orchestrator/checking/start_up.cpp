#include "orchestrator/checking/start_up.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace orchestrator {
namespace {

/// Long history: bars at least, and lookbacks at least.
constexpr std::size_t kLongBars = 10'000;
constexpr std::size_t kLongLookbacks = 64;
/// Changed decisions are a finding when they are more than one in this many: Wilder's averages, which fade slowest, change one in thousands.
constexpr std::size_t kRare = 10;

/// What is decided on one bar with so many bars before it.
struct Sight {
  std::size_t warm_up = 0;
  Answers answers;
  std::vector<double> indicators;  ///< of all symbols, one after the other
};

/// How far one indicator of one symbol is from its value after long history.
class Distance {
 public:
  void add(double value, double reference) {
    if (std::isnan(value) && std::isnan(reference)) return;
    ++count_;
    undefined_ = undefined_ || !std::isfinite(value) || !std::isfinite(reference);
    largest_ = std::max(largest_, std::fabs(value - reference));
    size_ += std::fabs(reference);
  }
  std::optional<double> relative() const {
    if (undefined_ || count_ == 0) return std::nullopt;
    if (largest_ == 0) return 0.0;
    return size_ > 0 ? largest_ / (size_ / static_cast<double>(count_)) : 1.0;
  }

 private:
  double largest_ = 0, size_ = 0;
  std::size_t count_ = 0;
  bool undefined_ = false;
};

/// The farther of two moves; undefined is farther than anything.
std::optional<double> farther(const std::optional<double>& a, const std::optional<double>& b) {
  return a && b ? std::optional(std::max(*a, *b)) : std::nullopt;
}

class StartUpCheck {
 public:
  StartUpCheck(const CheckSubject& subject, StartUp& start_up) : subject_(subject), start_up_(start_up) {
    if (!start_up_.indicators.empty()) return;
    for (const IndicatorRequest& request : subject.make_strategy()->required_indicators(subject.driver.interval)) {
      start_up_.indicators.push_back({request, {}});
    }
  }

  void run(const Answers& full, std::vector<Finding>& findings) {
    const std::vector<std::size_t> bars = choose_bars(full);
    if (bars.empty()) return;
    std::vector<Sight> references;
    for (const std::size_t bar : bars) references.push_back(look(bar, std::min(bar, long_history())));
    for (const std::size_t lookbacks : kWarmUps) {
      const std::size_t warm_up = lookbacks * subject_.driver.lookback;
      if (warm_up >= std::min(bars.front(), long_history())) break;
      compare(bars, references, warm_up, lookbacks == kWarmUps[std::size(kWarmUps) - 1], findings);
    }
  }

 private:
  std::size_t long_history() const { return std::max(kLongBars, kLongLookbacks * subject_.driver.lookback); }
  /// Where `bars` begin in `history`.
  std::size_t offset() const { return subject_.history.first_decision - subject_.bars.first_decision; }

  /// Of the later half of the decision bars, and with more history than the longest warm-up where there is that much.
  std::vector<std::size_t> choose_bars(const Answers& full) const {
    const std::size_t size = subject_.history.size(), first = offset() + subject_.first();
    std::size_t begin = first + (size - first) / 2;
    const std::size_t longest = kWarmUps[std::size(kWarmUps) - 1] * subject_.driver.lookback;
    if (longest + 1 < size) begin = std::max(begin, longest + 1);
    std::vector<std::size_t> decided = decided_bars(full);
    for (std::size_t& bar : decided) bar += offset();
    return sample_bars(decided, begin, size, subject_.settings.samples);
  }

  Sight look(std::size_t bar, std::size_t warm_up) const {
    const CheckBars shown = part_of(subject_.history, bar - warm_up, bar + 1, bar);
    const auto strategy = subject_.make_strategy();
    StrategyDriver driver(*strategy, shown, subject_.driver, subject_.watch);
    Answers answers = driver.answers(Asking::kAsRun, warm_up + 1);
    return {warm_up, std::move(answers), driver.indicators_at(warm_up)};
  }

  void compare(const std::vector<std::size_t>& bars, const std::vector<Sight>& references, std::size_t warm_up, bool longest,
               std::vector<Finding>& findings) {
    std::vector<Distance> distances(references.front().indicators.size());
    DecisionChanges changes{warm_up, 0, 0};
    std::optional<Finding> change;
    for (std::size_t k = 0; k < bars.size(); ++k) {
      const Sight sight = look(bars[k], warm_up);
      const Sight& reference = references[k];
      const std::size_t columns = std::min(distances.size(), sight.indicators.size());
      for (std::size_t i = 0; i < columns; ++i) distances[i].add(sight.indicators[i], reference.indicators[i]);
      auto difference = difference_at(reference.answers, reference.warm_up, sight.answers, warm_up, Sameness::kSubstance);
      changes.compared += difference || said_something(reference) ? 1 : 0;
      if (!difference) continue;
      ++changes.changed;
      const bool fails = difference->value == "exception" && difference->left.is_null();
      if (change && !(fails && change->value != "exception")) continue;
      difference->bar = bars[k] - offset();
      change = finding_of(*difference, reference.warm_up, warm_up);
    }
    add_moves(distances, warm_up);
    add_changes(changes);
    const bool still = longest && changes.changed * kRare > changes.compared;
    const bool failed = change && change->value == "exception" && change->full.is_null();
    if (found_ || !change || !(still || failed)) return;
    found_ = true;
    change->message += fmt::format(" ({} of {} decisions change)", changes.changed, changes.compared);
    findings.push_back(std::move(*change));
  }

  static bool said_something(const Sight& sight) { return !sight.answers.log.seeds().empty() || !sight.answers.failures.empty(); }

  Finding finding_of(const Difference& difference, std::size_t long_warm_up, std::size_t warm_up) const {
    const auto words = [](std::size_t bars) { return fmt::format("after {} bars of warm-up", bars); };
    return make_finding(subject_, FindingKind::kStartup, "warm_up", difference, words(long_warm_up), words(warm_up));
  }

  void add_moves(const std::vector<Distance>& distances, std::size_t warm_up) {
    const std::size_t requests = start_up_.indicators.size();
    for (std::size_t i = 0; i < distances.size(); ++i) {
      std::vector<IndicatorMove>& moves = start_up_.indicators[i % requests].moves;
      const auto relative = distances[i].relative();
      const auto known = std::find_if(moves.begin(), moves.end(), [&](const IndicatorMove& move) { return move.warm_up == warm_up; });
      if (known == moves.end()) {
        moves.push_back({warm_up, relative});
      } else {
        known->relative = farther(known->relative, relative);
      }
    }
  }

  void add_changes(const DecisionChanges& changes) {
    std::vector<DecisionChanges>& all = start_up_.decisions;
    const auto known = std::find_if(all.begin(), all.end(), [&](const DecisionChanges& one) { return one.warm_up == changes.warm_up; });
    if (known == all.end()) return all.push_back(changes);
    known->changed += changes.changed;
    known->compared += changes.compared;
  }

  const CheckSubject& subject_;
  StartUp& start_up_;
  bool found_ = false;  ///< one finding a job
};

}  // namespace

void check_start_up(const CheckSubject& subject, const Answers& full, StartUp& start_up, std::vector<Finding>& findings) {
  StartUpCheck(subject, start_up).run(full, findings);
}

}  // namespace orchestrator
