// Ctrl-C and termination as a request to stop.
#pragma once

#include "orchestrator/telemetry/interrupt.h"

/// While it lives, SIGINT and SIGTERM set the flag; a second one ends the process as usual. One at a time.
class StopSignals {
 public:
  explicit StopSignals(orchestrator::StopFlag& flag);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
};
