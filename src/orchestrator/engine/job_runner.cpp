#include "orchestrator/engine/job_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace orchestrator {
namespace {

/// Errors that say something of the strategy as a whole: no bar is to blame, so none is skipped or asked again.
bool is_of_whole_strategy(const Error& error) {
  return error.code() == "look_ahead" || error.code() == "bad_decisions" || error.code() == "time_limit";
}

/// One job on one worker.
class JobRunner {
 public:
  JobRunner(Job& job, const JobContext& context, BaseStrategy& strategy, JobWatch watch)
      : job_(job),
        context_(context),
        settings_(context.settings),
        strategy_(strategy),
        watch_(watch),
        requests_(strategy.required_indicators(settings_.interval)) {
    view_.interval = settings_.interval;
    view_.lookback = std::max<std::size_t>(settings_.lookback, 1);
    view_.tp_ratio = settings_.tp_ratio;
    view_.sl_ratio = settings_.sl_ratio;
    for (std::size_t k = 0; k < job.symbols.size(); ++k) {
      view_.symbols.push_back({context.data.symbols[job.symbols[k]].name, job.bars[k], {}, bars_owner(job, k, context.data)});
      indicators_.emplace_back(requests_, view_.lookback, kBlockBars);
    }
  }

  bool run() {
    guarded(std::nullopt, [&] { strategy_.reset(); });
    bool fitted = false;
    const std::size_t first = std::max(job_.first_decision, view_.lookback - 1);
    for (std::size_t begin = 0; begin < job_.size(); begin += kBlockBars) {
      const std::size_t end = std::min(begin + kBlockBars, job_.size());
      advance_indicators(begin, end);
      if (!fitted && end > first) {
        fit();
        fitted = true;
      }
      if (end > first && !decide(std::max(begin, first), end)) return false;
      count(end - begin);
    }
    return true;
  }

 private:
  void advance_indicators(std::size_t begin, std::size_t end) {
    if (requests_.empty()) return;
    for (std::size_t k = 0; k < indicators_.size(); ++k) {
      indicators_[k].advance(job_.bars[k].subspan(begin, end - begin));
      view_.symbols[k].indicators = indicators_[k].columns();
    }
  }

  void count(std::uint64_t bars) {
    const std::uint64_t known = std::min(bars, watch_.bars_counted);
    watch_.bars_counted -= known;
    watch_.run.advance(bars - known);
  }

  void fit() {
    if (job_.first_decision == 0) return;
    enter(JobPosition::Step::kFitting);
    guarded(job_.first_decision - 1, [&] { strategy_.fit(BarView(view_, job_.first_decision - 1)); });
  }

  /// False: given up.
  bool decide(std::size_t begin, std::size_t end) {
    enter(JobPosition::Step::kDeciding);
    const bool single = job_.symbols.size() == 1;
    if (single && strategy_.has_decide_range() && decide_range(begin, end)) return may_go_on();
    for (std::size_t bar = begin; bar < end; ++bar) {
      watch_.run.stop.throw_if_stopped();  // a decision may take long
      guarded(bar, [&] { single ? decide_single(bar) : decide_basket(bar); });
      if (!may_go_on()) return false;
    }
    return true;
  }

  bool may_go_on() const { return !(watch_.travels && job_.proposals.has_functions()); }

  /// False: it failed, and what it emitted is forgotten. Bar by bar the failure then finds its bar, and costs only that one.
  bool decide_range(std::size_t begin, std::size_t end) {
    const std::size_t before = job_.proposals.seeds().size();
    begin_call(begin);
    try {
      strategy_.decide_range(view_, begin, end, job_.proposals);
      return true;
    } catch (const Error& error) {
      job_.proposals.shrink_to(before);
      if (is_of_whole_strategy(error) || exceeded() != TimeLimit::kNone) failed(begin, error);
      return false;
    } catch (const std::exception& error) {
      job_.proposals.shrink_to(before);
      if (exceeded() != TimeLimit::kNone) failed(begin, strategy_error("", error.what()));
      return false;
    }
  }

  void decide_single(std::size_t bar) {
    Decision decision = strategy_.decide(BarView(view_, bar));
    if (decision.signal == Signal::kNo) return;
    decisions_.clear();
    decisions_.push_back(std::move(decision));
    emit(bar);
  }

  void decide_basket(std::size_t bar) {
    decisions_ = strategy_.decide_basket(BarView(view_, bar));
    if (!decisions_.empty()) emit(bar);
  }

  void emit(std::size_t bar) {
    decisions_ = strategy_.aggregate_signals(std::move(decisions_));
    for (Decision& decision : decisions_) job_.proposals.emit(bar, std::move(decision));
  }

  void enter(JobPosition::Step step) {
    if (watch_.position) watch_.position->enter(step);
  }
  void begin_call(std::size_t bar) {
    if (watch_.position) watch_.position->begin_call(bar);
  }
  TimeLimit exceeded() const { return watch_.position ? watch_.position->exceeded.load(std::memory_order_relaxed) : TimeLimit::kNone; }

  /// Runs user code; a failure names the symbol and the bar, where there is one.
  template <typename Code>
  void guarded(std::optional<std::size_t> bar, Code&& code) {
    if (bar) begin_call(*bar);
    try {
      code();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted || error.kind() == ErrorKind::kInternal) throw;
      failed(bar, error);
    } catch (const std::exception& error) {
      failed(bar, strategy_error("", error.what()));
    } catch (...) {
      failed(bar, strategy_error("", "it threw something that is no std::exception"));
    }
    if (exceeded() != TimeLimit::kNone) throw time_limit_error(exceeded(), settings_, place_of(job_, bar, context_));
  }

  /// Without its bar the whole job makes no sense: that is never skipped.
  void failed(std::optional<std::size_t> bar, const Error& error) {
    const std::string where = place_of(job_, bar, context_);
    if (const TimeLimit limit = exceeded(); limit != TimeLimit::kNone) {
      throw time_limit_error(limit, settings_, where).with_details(error.details().empty() ? error.message() : error.details());
    }
    if (settings_.skip_errors && bar && !is_of_whole_strategy(error)) {
      ++job_.strategy_errors;
      return;
    }
    throw strategy_error(is_of_whole_strategy(error) ? error.code() : "strategy_failed", strategy_.name() + " failed: " + error.message(),
                         where, error.hint())
        .with_details(error.details());
  }

  Job& job_;
  const JobContext& context_;
  const ProposalPhaseSettings& settings_;
  BaseStrategy& strategy_;
  JobWatch watch_;
  std::vector<IndicatorRequest> requests_;
  std::vector<IndicatorSet> indicators_;
  JobBars view_;
  std::vector<Decision> decisions_;  ///< of one bar; keeps its memory
};

/// Shows from its beginning to its end that a job runs, the making and the end of its strategy included.
class Stay {
 public:
  Stay(JobPosition* position, std::size_t number) : position_(position) {
    if (position_) position_->begin_job(number);
  }
  ~Stay() {
    if (position_) position_->end_job();
  }
  Stay(const Stay&) = delete;
  Stay& operator=(const Stay&) = delete;

 private:
  JobPosition* position_;
};

}  // namespace

bool run_job(std::vector<Job>& jobs, std::size_t number, const JobContext& context, JobWatch watch) {
  const Stay stay(watch.position, number);
  const auto strategy = context.make_strategy();
  return JobRunner(jobs[number], context, *strategy, watch).run();
}

std::string place_of(const Job& job, std::optional<std::size_t> bar, const JobContext& context) {
  std::string place = fmt::format("{} {}", context.data.symbols[job.symbols.front()].name, context.settings.interval.name());
  if (bar) place += " bar " + format_time(job.open_time(*bar));
  return place;
}

Error time_limit_error(TimeLimit limit, const ProposalPhaseSettings& settings, std::string where) {
  const bool whole_job = limit == TimeLimit::kJob;
  const double seconds = (whole_job ? settings.time_limits.job_s : settings.time_limits.decide_s).value_or(0);
  const char* const key = whole_job ? "job_s" : "decide_s";
  return strategy_error("time_limit",
                        fmt::format("{} took longer than {} s for {} (time_limits.{})", settings.strategy_name, seconds,
                                    whole_job ? "a job" : "one decision", key),
                        std::move(where), fmt::format("allow more seconds in time_limits.{}, or any number with null", key));
}

}  // namespace orchestrator
