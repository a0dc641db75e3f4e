// What a worker process does: it runs jobs by their numbers and answers for each.
#pragma once

#include <vector>

#include "orchestrator/base/file_descriptor.h"
#include "orchestrator/engine/job_runner.h"

namespace orchestrator {

/// Until the channel ends. `jobs` and `context` are this process's copies of the run's own; their proposals are dropped once they are sent.
void serve_jobs(const FileDescriptor& channel, std::vector<Job>& jobs, const JobContext& context, JobPosition& position);

}  // namespace orchestrator
