#include "orchestrator/checking/strategy_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "orchestrator/base/error.h"
#include "orchestrator/checking/decision_timing.h"
#include "orchestrator/checking/look_ahead.h"
#include "orchestrator/checking/sameness.h"
#include "orchestrator/checking/start_up.h"
#include "orchestrator/engine/load_jobs.h"

namespace orchestrator {
namespace {

struct KindText {
  std::string_view name;
  std::string_view hint;
};
/// In the order of FindingKind.
constexpr KindText kKinds[] = {
    {"look_ahead",
     "it decides with data that it would not have had: look for shift(-1), a maximum or mean over the whole frame, negative iloc on a "
     "stored "
     "frame; in C++ for reads behind bars.bar()"},
    {"decide_range",
     "decide_range must decide on each bar exactly as decide does: look for what it reads beyond the bar, and for state that only one of "
     "them keeps"},
    {"nondeterminism",
     "the same bars must give the same decisions: look for clocks, random numbers without a fixed seed, state that instances share "
     "(globals, "
     "class attributes), the order of sets and hash maps"},
    {"reset", "reset() must leave the strategy as good as new: look for what decide and fit change and reset does not set back"},
    {"startup",
     "decisions depend on where the candles begin: let get_required_lookback return more, at least what the longest indicator needs to "
     "settle"},
};

constexpr double kNoRatio = std::numeric_limits<double>::quiet_NaN();

/// What a run would load, but the newest `bars` decision bars only, and nothing that orders are filled on.
RunConfiguration decisions_only(const RunConfiguration& config, std::size_t bars) {
  RunConfiguration narrowed = config;
  narrowed.detail_interval = config.interval;
  const auto most = static_cast<std::int64_t>(bars);
  narrowed.num_iterations = std::min(config.num_iterations.value_or(most), most);
  return narrowed;
}

CheckBars history_of(const Job& job, const MarketData& data) {
  CheckBars history{{}, job.bars, job.first_decision, nullptr};
  auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  for (std::size_t k = 0; k < job.symbols.size(); ++k) {
    history.symbols.push_back(data.symbols[job.symbols[k]].name);
    owners->push_back(bars_owner(job, k, data));
  }
  history.owner = std::move(owners);
  return history;
}

class Check {
 public:
  Check(const RunConfiguration& config, const RunComponents& components, const CheckSettings& settings, RunWatch& watch)
      : config_(config), components_(components), settings_(settings), watch_(watch) {
    check_.warnings = config.warnings;
    check_.interval = config.interval;
  }

  StrategyCheck run(const CandleRepository& repository) {
    watch_.progress.start_phase("load", 0);
    loaded_ =
        load_jobs(decisions_only(config_, settings_.bars), components_, repository, check_.warnings, kWarmUps[std::size(kWarmUps) - 1]);
    check_.strategy = loaded_.strategy;
    check_.lookback = loaded_.lookback;
    make_subjects();
    if (subjects_.empty()) {
      throw data_error("too_few_bars", fmt::format("no symbol has the {} bars that the strategy needs before it decides", loaded_.lookback),
                       "/symbols", "load more candles, or give the strategy shorter periods");
    }
    watch_.progress.start_phase("check", work());
    for (const CheckSubject& subject : subjects_) look_at(subject);
    drop_repeated_indicators();
    check_.timing = time_decisions(subjects_);
    if (check_.decisions == 0) {
      check_.warnings.push_back(
          {"no_decisions", "the strategy neither bought nor sold on these bars: a check without decisions says little", "", 0});
    }
    return std::move(check_);
  }

 private:
  void make_subjects() {
    const DriverSettings driver{config_.interval, loaded_.lookback, config_.tp_ratio.value_or(kNoRatio),
                                config_.sl_ratio.value_or(kNoRatio)};
    for (const Job& job : loaded_.jobs) {
      if (job.first_decision >= job.size() || job.size() < loaded_.lookback) continue;
      const CheckBars history = history_of(job, loaded_.data);
      const std::size_t warm_up = std::min(history.first_decision, loaded_.lookback);
      const CheckBars bars = part_of(history, history.first_decision - warm_up, history.size(), history.first_decision);
      subjects_.push_back({components_.make_strategy, driver, settings_, bars, history, watch_});
    }
  }

  /// About how many bars all the runs of all checks walk over.
  std::uint64_t work() const {
    std::uint64_t bars = 0;
    for (const CheckSubject& subject : subjects_) bars += subject.bars.size() * (8 + settings_.cuts * 3 / 2);
    return bars;
  }

  void look_at(const CheckSubject& subject) {
    const Answers full = subject.ask(subject.bars, Asking::kAsRun, subject.bars.size());
    if (full.range_failure && full.range_failure->error.code() == "look_ahead") return refused(subject, *full.range_failure);
    if (!config_.skip_strategy_errors && !full.failures.empty()) fail(subject, full.failures.front());
    ++check_.jobs;
    check_.bars += subject.bars.size() - subject.first();
    check_.decisions += full.log.seeds().size();
    if (!check_repeats(subject, full, check_.findings)) return;
    const bool honest = check_look_ahead(subject, full, check_.findings);
    check_ranges(subject, full, check_.findings);
    check_reset(subject, full, check_.findings);
    std::vector<Finding> start_up;
    check_start_up(subject, full, check_.start_up, start_up);
    // Who looks at all bars there are decides otherwise when there are fewer, before or after.
    if (honest) check_.findings.insert(check_.findings.end(), start_up.begin(), start_up.end());
  }

  /// A strategy that decides on all bars at once looks at itself, and runs refuse it for the same.
  void refused(const CheckSubject& subject, const Failure& failure) {
    ++check_.jobs;
    check_.bars += subject.bars.size() - subject.first();
    check_.findings.push_back({FindingKind::kLookAhead,
                               subject.bars.symbols.front(),
                               subject.bars.open_time(failure.bar),
                               "decide_all",
                               {},
                               {},
                               "truncated",
                               failure.error.message()});
  }

  /// A strategy may ask for one column twice.
  void drop_repeated_indicators() {
    std::vector<IndicatorMoves> distinct;
    for (IndicatorMoves& one : check_.start_up.indicators) {
      const bool known =
          std::any_of(distinct.begin(), distinct.end(), [&](const IndicatorMoves& other) { return other.request == one.request; });
      if (!known) distinct.push_back(std::move(one));
    }
    check_.start_up.indicators = std::move(distinct);
  }

  /// As a run does.
  [[noreturn]] void fail(const CheckSubject& subject, const Failure& failure) const {
    const std::string where = subject.bars.symbols.front() + " " + std::string(config_.interval.name()) + " bar " +
                              format_time(subject.bars.open_time(failure.bar));
    throw strategy_error("strategy_failed", check_.strategy + " failed: " + failure.error.message(), where, failure.error.hint())
        .with_details(failure.error.details());
  }

  const RunConfiguration& config_;
  const RunComponents& components_;
  const CheckSettings& settings_;
  RunWatch& watch_;
  LoadedJobs loaded_;
  std::vector<CheckSubject> subjects_;
  StrategyCheck check_;
};

}  // namespace

std::string_view name_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].name; }
std::string_view hint_of(FindingKind kind) { return kKinds[static_cast<std::size_t>(kind)].hint; }

StrategyCheck check_strategy(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                             const CheckSettings& settings, RunWatch& watch) {
  return Check(config, components, settings, watch).run(repository);
}

}  // namespace orchestrator
