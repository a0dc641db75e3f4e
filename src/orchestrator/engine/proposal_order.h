// The one order of all proposals: (decision time, job, position within the job).
#pragma once

#include <cstdint>
#include <vector>

#include "orchestrator/engine/job.h"

namespace orchestrator {

/// A proposal of the run: seed `seed` of job `job`. Its place in the ordered list is its proposal_id.
struct OrderedProposal {
  std::uint32_t job = 0;
  std::uint32_t seed = 0;
};

std::vector<OrderedProposal> order_proposals(const std::vector<Job>& jobs);

}  // namespace orchestrator
