// What all jobs of phase 1 have in common.
#pragma once

#include <cstddef>
#include <string>

#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/process_host.h"

namespace orchestrator {

struct ProposalPhaseSettings {
  std::size_t workers = 1;
  std::size_t lookback = 1;
  double tp_ratio = 0;  ///< NaN: none
  double sl_ratio = 0;
  Interval interval;
  bool skip_errors = false;
  bool in_processes = false;  ///< workers are processes, not threads
  TimeLimits time_limits;     ///< kept by those who wait for worker processes
  std::string strategy_name;
  ProcessHost* host = nullptr;  ///< of worker processes; null: none
};

}  // namespace orchestrator
