#include "stop_signals.h"

#include <atomic>
#include <csignal>

namespace {

std::atomic<orchestrator::StopFlag*> flag_to_set{nullptr};  // a signal handler reaches nothing else

void on_signal(int signal) {
  if (auto* flag = flag_to_set.load()) flag->request_stop();
  std::signal(signal, SIG_DFL);
}

}  // namespace

StopSignals::StopSignals(orchestrator::StopFlag& flag) {
  flag_to_set = &flag;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

StopSignals::~StopSignals() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  flag_to_set = nullptr;
}
