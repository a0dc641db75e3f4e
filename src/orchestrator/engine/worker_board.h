// Memory that a run shares with its worker processes: where each of them is.
#pragma once

#include <cstddef>

#include "orchestrator/telemetry/job_position.h"

namespace orchestrator {

/// One position a worker. What workers write there is seen here at once, and stays when they die; it is as trustworthy as they are.
class WorkerBoard {
 public:
  /// Throws an internal error when there is no memory.
  explicit WorkerBoard(std::size_t workers);
  ~WorkerBoard();
  WorkerBoard(const WorkerBoard&) = delete;
  WorkerBoard& operator=(const WorkerBoard&) = delete;

  JobPosition& operator[](std::size_t worker) { return positions_[worker]; }

 private:
  std::size_t bytes_;
  JobPosition* positions_;
};

}  // namespace orchestrator
