// What a program with an interpreter does around the worker processes of a run.
#pragma once

namespace orchestrator {

/// Called by the run's own thread, and nothing may be thrown. Here they do nothing: then processes are forked plainly.
class ProcessHost {
 public:
  virtual ~ProcessHost() = default;
  /// Before a worker is forked, and after it in the run's own process, also when the fork failed.
  virtual void before_fork() noexcept {}
  virtual void after_fork_in_parent() noexcept {}
  /// In the worker, before any of its jobs. Its stdin is empty, its stdout is stderr, SIGINT is ignored, and SIGUSR1 ends it unless a handler is installed
  /// here. SIGUSR1 means: the call that runs has exceeded a time limit, an exception out of it now would save its details.
  virtual void after_fork_in_child() noexcept {}
  /// Around each time that the run's thread waits for its workers, e.g. to let other threads have the interpreter meanwhile.
  virtual void before_blocking() noexcept {}
  virtual void after_blocking() noexcept {}
  /// In a worker that has nothing left to do: what is buffered must be written now, since nothing is torn down after it.
  virtual void end_of_child() noexcept {}
};

}  // namespace orchestrator
