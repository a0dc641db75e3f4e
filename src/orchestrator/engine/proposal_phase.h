// Phase 1: strategies look at their jobs' bars, in parallel, and make proposals.
#pragma once

#include <vector>

#include "orchestrator/engine/job_runner.h"

namespace orchestrator {

/// Fills each job's proposals. The outcome does not depend on the number of workers: each job has its own strategy, and writes only to itself.
/// Throws a strategy error naming symbol and bar when a strategy fails (unless errors are skipped).
void run_proposal_phase(std::vector<Job>& jobs, const MarketData& data, const StrategyFactory& make_strategy,
                        const ProposalPhaseSettings& settings, RunWatch& watch);

}  // namespace orchestrator
