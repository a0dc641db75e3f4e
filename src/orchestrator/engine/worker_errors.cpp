#include "orchestrator/engine/worker_errors.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <utility>

namespace orchestrator {
namespace {

struct SignalName {
  int number;
  const char* name;
};
constexpr std::array kSignalNames = {SignalName{SIGABRT, "SIGABRT"}, SignalName{SIGALRM, "SIGALRM"}, SignalName{SIGBUS, "SIGBUS"},
                                     SignalName{SIGFPE, "SIGFPE"},   SignalName{SIGHUP, "SIGHUP"},   SignalName{SIGILL, "SIGILL"},
                                     SignalName{SIGKILL, "SIGKILL"}, SignalName{SIGPIPE, "SIGPIPE"}, SignalName{SIGQUIT, "SIGQUIT"},
                                     SignalName{SIGSEGV, "SIGSEGV"}, SignalName{SIGSYS, "SIGSYS"},   SignalName{SIGTERM, "SIGTERM"},
                                     SignalName{SIGTRAP, "SIGTRAP"}, SignalName{SIGUSR1, "SIGUSR1"}, SignalName{SIGXCPU, "SIGXCPU"}};

std::string name_of(int signal) {
  const auto* const found =
      std::find_if(kSignalNames.begin(), kSignalNames.end(), [&](const SignalName& known) { return known.number == signal; });
  return found == kSignalNames.end() ? fmt::format("signal {}", signal) : found->name;
}

bool is_crash(int signal) {
  return signal == SIGSEGV || signal == SIGBUS || signal == SIGILL || signal == SIGFPE || signal == SIGABRT || signal == SIGSYS;
}

std::string reason_of(const std::optional<ProcessEnd>& end) {
  if (!end) return "closed its channel to the run";
  if (end->signal) return fmt::format("was ended by {}", name_of(*end->signal));
  if (end->status) return fmt::format("ended itself with status {}", *end->status);
  return "is gone";
}

const char* hint_of(const std::optional<ProcessEnd>& end) {
  if (!end) return "something in the strategy closes files that it did not open";
  if (end->signal == SIGKILL) return "if nobody meant it to, the system was short of memory: fewer workers (parallel_symbols) need less";
  if (end->signal && is_crash(*end->signal)) return "native code that the strategy uses has crashed";
  if (end->status) return "something in the strategy called exit: throw an exception instead";
  return "";
}

}  // namespace

Error worker_died(const std::string& strategy, const std::optional<ProcessEnd>& end, std::string where) {
  return strategy_error("worker_died", fmt::format("the worker process of {} {} in the middle of a job", strategy, reason_of(end)),
                        std::move(where), hint_of(end));
}

}  // namespace orchestrator
