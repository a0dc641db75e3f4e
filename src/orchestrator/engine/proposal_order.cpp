#include "orchestrator/engine/proposal_order.h"

#include <algorithm>
#include <limits>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

struct TimeBounds {
  TimeMs first = std::numeric_limits<TimeMs>::max();
  TimeMs last = std::numeric_limits<TimeMs>::min();
};

TimeMs time_of(const Job& job, const ProposalSeed& seed) { return job.open_time(seed.bar); }

/// Calls `visit(job number, seed number, open time)` for all seeds, job by job.
template <typename Visit>
void for_each_seed(const std::vector<Job>& jobs, Visit&& visit) {
  for (std::uint32_t j = 0; j < jobs.size(); ++j) {
    const auto& seeds = jobs[j].proposals.seeds();
    for (std::uint32_t s = 0; s < seeds.size(); ++s) visit(j, s, time_of(jobs[j], seeds[s]));
  }
}

/// Counting sort over bar times: stable, so that equal times keep the order of jobs.
std::vector<OrderedProposal> counting_sort(const std::vector<Job>& jobs, std::size_t total, TimeBounds bounds, TimeMs step) {
  std::vector<std::uint32_t> next(static_cast<std::size_t>((bounds.last - bounds.first) / step) + 2, 0);
  const auto slot = [&](TimeMs t) { return static_cast<std::size_t>((t - bounds.first) / step); };
  for_each_seed(jobs, [&](std::uint32_t, std::uint32_t, TimeMs t) { ++next[slot(t) + 1]; });
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  std::vector<OrderedProposal> ordered(total);
  for_each_seed(jobs, [&](std::uint32_t j, std::uint32_t s, TimeMs t) { ordered[next[slot(t)]++] = {j, s}; });
  return ordered;
}

/// Seeds job by job: already the order when only one job has any.
std::vector<OrderedProposal> in_job_order(const std::vector<Job>& jobs, std::size_t total) {
  std::vector<OrderedProposal> ordered;
  ordered.reserve(total);
  for (std::uint32_t j = 0; j < jobs.size(); ++j) {
    for (std::uint32_t s = 0; s < jobs[j].proposals.seeds().size(); ++s) ordered.push_back({j, s});
  }
  return ordered;
}

std::vector<OrderedProposal> comparison_sort(const std::vector<Job>& jobs, std::size_t total) {
  std::vector<OrderedProposal> ordered = in_job_order(jobs, total);
  const auto time = [&](const OrderedProposal& p) { return time_of(jobs[p.job], jobs[p.job].proposals.seeds()[p.seed]); };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) { return time(a) < time(b); });
  return ordered;
}

}  // namespace

std::vector<OrderedProposal> order_proposals(const std::vector<Job>& jobs) {
  std::size_t total = 0;
  TimeBounds bounds;
  constexpr TimeMs kStep = kMinuteMs;  // every open time is a multiple of a minute
  std::size_t jobs_with_proposals = 0;
  for (const Job& job : jobs) {
    const auto& seeds = job.proposals.seeds();
    if (seeds.empty()) continue;
    ++jobs_with_proposals;
    total += seeds.size();
    bounds.first = std::min(bounds.first, time_of(job, seeds.front()));
    bounds.last = std::max(bounds.last, time_of(job, seeds.back()));
  }
  if (total >= std::numeric_limits<std::uint32_t>::max()) throw data_error("too_many_proposals", "the run has more than 2^32 proposals");
  if (total == 0) return {};
  if (jobs_with_proposals == 1) return in_job_order(jobs, total);
  const auto slots = static_cast<std::uint64_t>((bounds.last - bounds.first) / kStep);
  if (slots <= 16 * static_cast<std::uint64_t>(total) + 1024) return counting_sort(jobs, total, bounds, kStep);
  return comparison_sort(jobs, total);
}

}  // namespace orchestrator
