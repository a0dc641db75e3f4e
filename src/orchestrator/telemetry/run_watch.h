// Who watches a run and may stop it.
#pragma once

#include <cstdint>
#include <functional>
#include <thread>

#include "orchestrator/telemetry/interrupt.h"
#include "orchestrator/telemetry/job_position.h"
#include "orchestrator/telemetry/progress.h"

namespace orchestrator {

/// A run's progress and its two ways of being stopped: by a flag from anywhere, or by whoever called it, in their own thread.
struct RunWatch {
  Progress progress;
  StopFlag stop;
  std::function<void()> poll;  ///< called now and then by the thread that made this; what it throws ends the run. Empty: nothing to do
  std::thread::id caller = std::this_thread::get_id();
  JobPosition* position = nullptr;  ///< where jobs of phase 1 that run on the caller's thread show how far they are; null: nobody looks

  /// Counts bars as done, and is the place at which a run stops.
  void advance(std::uint64_t bars) {
    progress.advance(bars);
    pause();
  }
  void pause() const {
    stop.throw_if_stopped();
    if (poll && std::this_thread::get_id() == caller) poll();
  }
};

}  // namespace orchestrator
