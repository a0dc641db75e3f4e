#include "call_watch.h"

#include <fmt/format.h>
#include <signal.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "python_errors.h"

namespace orchestrator::python {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kSignal = SIGUSR1;

std::int64_t now_ns() { return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch()).count(); }

nb::object time_limit_type() { return nb::module_::import_("strategyOrchestrator.errors").attr("TimeLimitExceeded"); }

}  // namespace

CallWatch*& CallWatch::current() {
  thread_local CallWatch* watch = nullptr;
  return watch;
}

void CallWatch::forget_in_child() { current() = nullptr; }

void CallWatch::install_signal_handler() {
  nb::module_::import_("signal").attr("signal")(kSignal, nb::module_::import_("strategyOrchestrator._engine").attr("_raise_time_limit"));
}

CallWatch::CallWatch(const TimeLimits& limits)
    : limits_(limits), before_(current()), caller_(::pthread_self()), python_thread_(PyThread_get_thread_ident()) {
  const nb::object threading = nb::module_::import_("threading");
  on_main_thread_ = nb::object(threading.attr("main_thread")()).is(threading.attr("current_thread")());
  current() = this;
  const bool limited = limits_.decide_s || limits_.policy_s || limits_.job_s;
  if (!limited) return;
  if (on_main_thread_) {
    old_handler_ = nb::module_::import_("signal").attr("getsignal")(kSignal);
    install_signal_handler();
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

CallWatch::~CallWatch() {
  {
    const nb::gil_scoped_release unlocked;  // the watching thread may wait for the lock
    thread_ = {};
  }
  current() = before_;
  if (!old_handler_.is_valid() || old_handler_.is_none()) return;
  try {
    nb::module_::import_("signal").attr("signal")(kSignal, old_handler_);
  } catch (nb::python_error& failed) {
    failed.discard_as_unraisable("restoring a signal handler");
  }
}

void CallWatch::job_begins() {
  if (CallWatch* watch = current()) watch->job_began_ns_.store(now_ns(), std::memory_order_relaxed);
}

bool CallWatch::time_is_up() {
  const CallWatch* watch = current();
  return !watch || watch->overdue_call_.load(std::memory_order_acquire) == watch->calls_.load(std::memory_order_relaxed);
}

void CallWatch::watch(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any sleeper;
  std::uint64_t seen = 0;
  Clock::time_point since = Clock::now();
  double shortest = 1.0;
  for (const auto& limit : {limits_.decide_s, limits_.policy_s, limits_.job_s}) shortest = std::min(shortest, limit.value_or(shortest));
  const auto pause = std::chrono::duration<double>(std::clamp(shortest / 10, 0.005, 0.1));
  while (!stop.stop_requested()) {
    std::unique_lock lock(mutex);
    sleeper.wait_for(lock, stop, pause, [] { return false; });
    const std::uint64_t call = calls_.load(std::memory_order_acquire);
    if (call != seen) {
      seen = call;
      since = Clock::now();
    }
    if (call % 2 == 0 || overdue_call_.load(std::memory_order_relaxed) == call) continue;
    const Kind kind = kind_.load(std::memory_order_relaxed);
    const auto& limit = kind == Kind::kDecide ? limits_.decide_s : limits_.policy_s;
    const double taken = std::chrono::duration<double>(Clock::now() - since).count();
    if (limit && taken > *limit) interrupt(call, kind == Kind::kDecide ? "decide_s" : "policy_s", *limit);
    const std::int64_t began = job_began_ns_.load(std::memory_order_relaxed);
    if (kind == Kind::kDecide && limits_.job_s && began > 0 && static_cast<double>(now_ns() - began) > *limits_.job_s * 1e9)
      interrupt(call, "job_s", *limits_.job_s);
  }
}

void CallWatch::interrupt(std::uint64_t call, const char* limit, double seconds) {
  overdue_ = fmt::format("took longer than time_limits.{} = {} s", limit, seconds);
  overdue_call_.store(call, std::memory_order_release);
  if (on_main_thread_) {
    ::pthread_kill(caller_, kSignal);
    return;
  }
  const nb::gil_scoped_acquire locked;
  if (calls_.load(std::memory_order_acquire) == call) PyThreadState_SetAsyncExc(python_thread_, time_limit_type().ptr());
}

Error CallWatch::Call::explain(nb::python_error& raised, const char* code, const std::string& where) const {
  if (!raised.matches(time_limit_type())) return error_of(raised, code, where);
  const Error error = error_of(raised, code, where);
  const std::string what = watch_ && !watch_->overdue_.empty() ? watch_->overdue_ : "took too long";
  return strategy_error("time_limit", "the call " + what, where, error.hint()).with_details(error.details());
}

}  // namespace orchestrator::python
