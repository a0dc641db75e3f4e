// Phase 1 in processes: for strategies whose instances cannot work side by side in threads.
#pragma once

#include <cstddef>
#include <vector>

#include "orchestrator/engine/job_runner.h"

namespace orchestrator {

/// Runs the jobs of `order`, by number, in `settings.workers` processes at most, begun in that order. They are forked from this one, so that they have the
/// candles, the jobs and the strategy's factory without copying them, and none is left when this returns or throws. Outcome and errors are those of the same
/// jobs on this thread; besides, strategy errors `worker_died`, `time_limit` and `bad_worker_message`. Of several failures the first in `order` is thrown.
/// A job whose proposals cannot travel between processes is run once more on this thread after the others.
void run_in_processes(std::vector<Job>& jobs, const std::vector<std::size_t>& order, const JobContext& context, RunWatch& watch);

}  // namespace orchestrator
