#include "orchestrator/engine/worker_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

Error not_started() {
  return internal_error("worker_not_started", std::string("a worker process cannot be started: ") + std::strerror(errno),
                        "/parallel_symbols", "fewer workers need less; 1 needs none");
}

/// The same, above the three standard streams: where a program has closed one of those, the next descriptor takes its number.
FileDescriptor above_streams(FileDescriptor descriptor) {
  if (descriptor.number() > STDERR_FILENO) return descriptor;
  FileDescriptor copy(::fcntl(descriptor.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!copy.is_open()) throw not_started();
  return copy;
}

std::pair<FileDescriptor, FileDescriptor> make_channel() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw not_started();
  FileDescriptor ours(ends[0]), theirs(ends[1]);
  return {above_streams(std::move(ours)), above_streams(std::move(theirs))};
}

/// Holds all signals back, so that none reaches a child that still has its parent's handlers.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t before_{};
};

/// Between the host's two hooks, whatever happens.
class Forking {
 public:
  explicit Forking(ProcessHost& host) : host_(host) { host_.before_fork(); }
  ~Forking() { host_.after_fork_in_parent(); }
  Forking(const Forking&) = delete;
  Forking& operator=(const Forking&) = delete;

 private:
  ProcessHost& host_;
};

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it died before it could be asked for
}

void set_signals() {
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_DFL);
  ::signal(SIGUSR1, SIG_DFL);
}

void set_streams() {
  const FileDescriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(nothing.number(), STDIN_FILENO);
  if (::dup2(STDERR_FILENO, STDOUT_FILENO) < 0) ::dup2(nothing.number(), STDOUT_FILENO);
}

void let_signals_through() {
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
}

/// The child's whole life.
[[noreturn]] void live(pid_t parent, ProcessHost& host, const FileDescriptor& channel,
                       const std::function<void(const FileDescriptor&)>& work) {
  try {
    die_with(parent);
    set_signals();
    set_streams();
    host.after_fork_in_child();
    let_signals_through();
    work(channel);
    host.end_of_child();
    std::fflush(stdout);
    ::_exit(0);
  } catch (...) {
    ::_exit(1);
  }
}

}  // namespace

WorkerProcess::WorkerProcess(ProcessHost& host, const std::function<void(const FileDescriptor&)>& work) {
  auto [ours, theirs] = make_channel();
  std::fflush(stdout);  // what is buffered here would be written by the child once more
  const pid_t parent = ::getpid();
  const Forking forking(host);
  const SignalsHeld held;
  pid_ = ::fork();
  if (pid_ == 0) {
    ours.close();
    live(parent, host, theirs, work);
  }
  if (pid_ < 0) throw not_started();
  channel_ = std::move(ours);
}

WorkerProcess::~WorkerProcess() {
  send_signal(SIGKILL);
  wait(0);
}

void WorkerProcess::say_no_more() { ::shutdown(channel_.number(), SHUT_WR); }

void WorkerProcess::send_signal(int signal) const {
  if (pid_ > 0 && !end_) ::kill(pid_, signal);
}

const std::optional<ProcessEnd>& WorkerProcess::end() {
  wait(WNOHANG);
  return end_;
}

void WorkerProcess::wait(int options) {
  if (pid_ <= 0 || end_) return;
  int status = 0;
  pid_t ended = 0;
  do {
    ended = ::waitpid(pid_, &status, options);
  } while (ended < 0 && errno == EINTR);
  if (ended == 0) return;
  end_.emplace();
  if (ended < 0) return;
  if (WIFSIGNALED(status)) end_->signal = WTERMSIG(status);
  if (WIFEXITED(status)) end_->status = WEXITSTATUS(status);
}

}  // namespace orchestrator
