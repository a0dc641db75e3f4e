// Seconds for time limits: those in which this process was able to look.
#pragma once

#include <algorithm>
#include <chrono>

namespace orchestrator {

/// Looked at many times a second. A gap between two looks counts as one second at most: where this process was stopped for an hour, so were its workers.
class RunningClock {
 public:
  double look() {
    const auto now = std::chrono::steady_clock::now();  // determinism: limits end a run, they never change its result
    seconds_ += std::min(std::chrono::duration<double>(now - newest_).count(), 1.0);
    newest_ = now;
    return seconds_;
  }

 private:
  std::chrono::steady_clock::time_point newest_ = std::chrono::steady_clock::now();  // determinism: as above
  double seconds_ = 0;
};

}  // namespace orchestrator
