// What is said of a worker process that ended before its job did.
#pragma once

#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/worker_process.h"

namespace orchestrator {

/// The strategy error `worker_died`, with the signal's name or the exit status.
Error worker_died(const std::string& strategy, const ProcessEnd& end, std::string where);

}  // namespace orchestrator
