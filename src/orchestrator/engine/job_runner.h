// One job of phase 1: the strategy looks at its bars, one after another.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/job.h"
#include "orchestrator/engine/proposal_phase_settings.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

/// Bars that are computed and decided on together: two indicator columns and the candles they read stay in the fast caches.
inline constexpr std::size_t kBlockBars = 4096;

using StrategyFactory = std::function<std::unique_ptr<BaseStrategy>()>;

/// What all jobs of a phase share. Everything outlives it.
struct JobContext {
  const MarketData& data;
  const StrategyFactory& make_strategy;
  const ProposalPhaseSettings& settings;
};

/// Who looks at a job while it runs.
struct JobWatch {
  RunWatch& run;
  JobPosition* position = nullptr;  ///< where the job shows how far it is; null: nobody looks
  bool travels = false;             ///< the proposals will leave this process
  std::uint64_t bars_counted = 0;   ///< in the run's progress already, by an earlier attempt
};

/// Fills the proposals of jobs[number] with what a new instance of the strategy decides. False: given up at a plan that holds functions, since the proposals
/// would have to travel. Throws a strategy error naming symbol and bar when the strategy fails (unless errors are skipped), or exceeded a time limit.
[[nodiscard]] bool run_job(std::vector<Job>& jobs, std::size_t number, const JobContext& context, JobWatch watch);

/// Symbol, interval and, where it is known, bar: where an error happened. `BTCUSDT 1h bar 2024-01-01T00:00:00Z`.
std::string place_of(const Job& job, std::optional<std::size_t> bar, const JobContext& context);

/// The error of a job whose code takes too long. `limit`: not kNone.
Error time_limit_error(TimeLimit limit, const ProposalPhaseSettings& settings, std::string where);

}  // namespace orchestrator
