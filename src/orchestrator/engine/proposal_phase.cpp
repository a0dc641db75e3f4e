#include "orchestrator/engine/proposal_phase.h"

#include <algorithm>

#include "orchestrator/base/parallel_for.h"
#include "orchestrator/engine/worker_processes.h"

namespace orchestrator {
namespace {

std::uint64_t work_of(const Job& job) { return static_cast<std::uint64_t>(job.size()) * job.symbols.size(); }

/// Numbers of the jobs that decide on something, largest first.
std::vector<std::size_t> order_of(const std::vector<Job>& jobs) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    if (jobs[j].first_decision < jobs[j].size()) order.push_back(j);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return work_of(jobs[a]) > work_of(jobs[b]); });
  return order;
}

}  // namespace

void run_proposal_phase(std::vector<Job>& jobs, const MarketData& data, const StrategyFactory& make_strategy,
                        const ProposalPhaseSettings& settings, RunWatch& watch) {
  std::uint64_t bars = 0;
  for (const Job& job : jobs) bars += job.size();
  watch.progress.start_phase("proposals", bars);

  const JobContext context{data, make_strategy, settings};
  const std::vector<std::size_t> order = order_of(jobs);
  const bool alone = std::min(settings.workers, order.size()) <= 1;  // then jobs run on this thread
  if (settings.in_processes && !alone) return run_in_processes(jobs, order, context, watch);
  JobPosition* const position = alone ? watch.position : nullptr;
  parallel_for(order.size(), settings.workers,
               [&](std::size_t turn) { [[maybe_unused]] const bool done = run_job(jobs, order[turn], context, {watch, position}); });
}

}  // namespace orchestrator
