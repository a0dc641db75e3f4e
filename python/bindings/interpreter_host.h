// The interpreter around the worker processes of a run.
#pragma once

#include "orchestrator/engine/process_host.h"
#include "python.h"

namespace orchestrator::python {

/// Forks as Python itself does, gives the lock to other threads while the run waits for its workers, and prepares a worker: what it prints goes to stderr,
/// and the signal of an exceeded time limit raises TimeLimitExceeded.
class InterpreterHost final : public ProcessHost {
 public:
  void before_fork() noexcept override;
  void after_fork_in_parent() noexcept override;
  void after_fork_in_child() noexcept override;
  void before_blocking() noexcept override { unlocked_ = PyEval_SaveThread(); }
  void after_blocking() noexcept override { PyEval_RestoreThread(unlocked_); }
  void end_of_child() noexcept override;

 private:
  PyThreadState* unlocked_ = nullptr;
};

}  // namespace orchestrator::python
