// A run's progress on stderr.
#pragma once

#include <string>
#include <thread>

#include "orchestrator/telemetry/progress.h"
#include "orchestrator/telemetry/run_log.h"

/// One line about a snapshot: phase, share, bars/s, remaining time; with a bar for terminals.
std::string progress_text(const orchestrator::Progress::Snapshot& snapshot, double seconds_in_phase, bool with_bar);

/// Shows progress until it is destroyed: a line redrawn ten times a second on a terminal, a line of the log every five seconds elsewhere,
/// nothing when quiet. Runs that end within a fifth of a second show nothing.
class ProgressDisplay {
 public:
  ProgressDisplay(const orchestrator::Progress& progress, orchestrator::RunLog& log, bool quiet);

 private:
  void run(const std::stop_token& stop) const;

  const orchestrator::Progress& progress_;
  orchestrator::RunLog& log_;
  bool terminal_;
  std::jthread thread_;  // last: it uses the others
};
