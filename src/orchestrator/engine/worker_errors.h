// What is said of a worker process that did not answer.
#pragma once

#include <optional>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/worker_process.h"

namespace orchestrator {

/// The strategy error `worker_died`, with the signal's name or the exit status. No end: it lives, but is not to be reached.
Error worker_died(const std::string& strategy, const std::optional<ProcessEnd>& end, std::string where);

}  // namespace orchestrator
