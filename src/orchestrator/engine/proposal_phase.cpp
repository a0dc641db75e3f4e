#include "orchestrator/engine/proposal_phase.h"

#include <algorithm>
#include <numeric>

#include "orchestrator/base/error.h"
#include "orchestrator/base/parallel_for.h"

namespace orchestrator {
namespace {

/// Bars that are computed and decided on together: two indicator columns and the candles they read stay in the fast caches.
constexpr std::size_t kBlock = 4096;

/// One job on one worker.
class JobRunner {
 public:
  JobRunner(Job& job, const MarketData& data, BaseStrategy& strategy, const ProposalPhaseSettings& settings)
      : job_(job), strategy_(strategy), settings_(settings), requests_(strategy.required_indicators(settings.interval)) {
    view_.interval = settings.interval;
    view_.lookback = std::max<std::size_t>(settings.lookback, 1);
    view_.tp_ratio = settings.tp_ratio;
    view_.sl_ratio = settings.sl_ratio;
    for (std::size_t k = 0; k < job.symbols.size(); ++k) {
      const SymbolData& symbol = data.symbols[job.symbols[k]];
      view_.symbols.push_back({symbol.name, job.bars[k], {}, job.joined.empty() ? symbol.decision.owner : job.joined[k].owner});
      indicators_.emplace_back(requests_, view_.lookback, kBlock);
    }
  }

  void run(RunWatch& watch) {
    watch_ = &watch;
    strategy_.reset();
    bool fitted = false;
    const std::size_t first = std::max(job_.first_decision, view_.lookback - 1);
    for (std::size_t begin = 0; begin < job_.size(); begin += kBlock) {
      const std::size_t end = std::min(begin + kBlock, job_.size());
      advance_indicators(begin, end);
      if (!fitted && end > first) {
        fit();
        fitted = true;
      }
      if (end > first) decide(std::max(begin, first), end);
      watch.advance(end - begin);
    }
  }

 private:
  void advance_indicators(std::size_t begin, std::size_t end) {
    if (requests_.empty()) return;
    for (std::size_t k = 0; k < indicators_.size(); ++k) {
      indicators_[k].advance(job_.bars[k].subspan(begin, end - begin));
      view_.symbols[k].indicators = indicators_[k].columns();
    }
  }

  void fit() {
    if (job_.first_decision == 0) return;
    guarded(job_.first_decision - 1, [&] { strategy_.fit(BarView(view_, job_.first_decision - 1)); });
  }

  void decide(std::size_t begin, std::size_t end) {
    const bool single = job_.symbols.size() == 1;
    if (single && strategy_.has_decide_range() && decide_range(begin, end)) return;
    for (std::size_t bar = begin; bar < end; ++bar) {
      watch_->stop.throw_if_stopped();  // a decision may take long
      guarded(bar, [&] { single ? decide_single(bar) : decide_basket(bar); });
    }
  }

  /// False: it failed, and what it emitted is forgotten. Bar by bar the failure then finds its bar, and costs only that one.
  bool decide_range(std::size_t begin, std::size_t end) {
    const std::size_t before = job_.proposals.seeds().size();
    try {
      strategy_.decide_range(view_, begin, end, job_.proposals);
      return true;
    } catch (const std::exception&) {
      job_.proposals.shrink_to(before);
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

  /// Runs user code; a failure names the symbol and the bar.
  template <typename Code>
  void guarded(std::size_t bar, Code&& code) {
    try {
      code();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInterrupted || error.kind() == ErrorKind::kInternal) throw;
      failed(bar, error);
    } catch (const std::exception& error) {
      failed(bar, strategy_error("", error.what()));
    }
  }

  void failed(std::size_t bar, const Error& error) {
    if (settings_.skip_errors) {
      ++job_.strategy_errors;
      return;
    }
    const std::string where =
        view_.symbols.front().symbol + " " + std::string(settings_.interval.name()) + " bar " + format_time(job_.open_time(bar));
    throw strategy_error("strategy_failed", strategy_.name() + " failed: " + error.message(), where, error.hint())
        .with_details(error.details());
  }

  Job& job_;
  BaseStrategy& strategy_;
  const ProposalPhaseSettings& settings_;
  std::vector<IndicatorRequest> requests_;
  std::vector<IndicatorSet> indicators_;
  JobBars view_;
  RunWatch* watch_ = nullptr;
  std::vector<Decision> decisions_;  ///< of one bar; keeps its memory
};

std::uint64_t work_of(const Job& job) { return static_cast<std::uint64_t>(job.size()) * job.symbols.size(); }

}  // namespace

void run_proposal_phase(std::vector<Job>& jobs, const MarketData& data, const std::function<std::unique_ptr<BaseStrategy>()>& make_strategy,
                        const ProposalPhaseSettings& settings, RunWatch& watch) {
  std::uint64_t bars = 0;
  for (const Job& job : jobs) bars += job.size();
  watch.progress.start_phase("proposals", bars);

  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work_of(jobs[a]) > work_of(jobs[b]); });
  parallel_for(order.size(), settings.workers, [&](std::size_t k) {
    Job& job = jobs[order[k]];
    if (job.first_decision >= job.size()) return;
    const auto strategy = make_strategy();
    JobRunner(job, data, *strategy, settings).run(watch);
  });
}

}  // namespace orchestrator
