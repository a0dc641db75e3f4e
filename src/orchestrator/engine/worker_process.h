// A forked process and the channel to it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>

#include "orchestrator/base/file_descriptor.h"
#include "orchestrator/engine/process_host.h"

namespace orchestrator {

/// How a process ended; nothing when somebody else has asked the system before us.
struct ProcessEnd {
  std::optional<int> signal;
  std::optional<int> status;
};

/// A child of this process, which is killed and waited for by the destructor at the latest: no zombie, no orphan. It ends with this process, and with the
/// thread that made it.
class WorkerProcess {
 public:
  /// Forks. The child calls `work` with its end of the channel and ends with it, never coming back to the caller: its streams are set up as ProcessHost says,
  /// and SIGINT is left to this process. Throws an internal error when the system refuses.
  WorkerProcess(ProcessHost& host, const std::function<void(const FileDescriptor&)>& work);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Our end of the channel: a stream socket. For the child of another worker, which must not hold it.
  FileDescriptor& channel() { return channel_; }
  /// No more jobs: a child that reads on finds the end.
  void say_no_more();
  /// Nothing when it has been waited for.
  void send_signal(int signal) const;
  /// How it ended; nullopt while it lives.
  const std::optional<ProcessEnd>& end();

 private:
  void wait(int options);

  FileDescriptor channel_;
  pid_t pid_ = -1;
  std::optional<ProcessEnd> end_;
};

}  // namespace orchestrator
