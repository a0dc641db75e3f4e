// Phase 1: strategies look at their jobs' bars, in parallel, and make proposals.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "orchestrator/engine/job.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

struct ProposalPhaseSettings {
  std::size_t workers = 1;
  std::size_t lookback = 1;
  double tp_ratio = 0;  ///< NaN: none
  double sl_ratio = 0;
  Interval interval;
  bool skip_errors = false;
};

/// Fills each job's proposals. The outcome does not depend on the number of workers: each job has its own strategy, and writes only to itself.
/// Throws a strategy error naming symbol and bar when a strategy fails (unless errors are skipped).
void run_proposal_phase(std::vector<Job>& jobs, const MarketData& data, const std::function<std::unique_ptr<BaseStrategy>()>& make_strategy,
                        const ProposalPhaseSettings& settings, RunWatch& watch);

}  // namespace orchestrator
