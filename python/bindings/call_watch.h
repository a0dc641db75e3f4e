// Time limits for user code that runs in this process (`time_limits` of the configuration).
#pragma once

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <thread>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration.h"
#include "python.h"

namespace orchestrator::python {

/// Watches the calls that one thread makes into user code, from a thread of its own. A call that takes too long gets `TimeLimitExceeded` raised inside:
/// by a signal when the caller is Python's main thread, which also ends a sleep; elsewhere at the next line of Python code. While it lives it is the
/// watch of the thread that made it.
class CallWatch {
 public:
  enum class Kind : std::uint8_t { kDecide, kPolicy };

  /// With the interpreter's lock held.
  explicit CallWatch(const TimeLimits& limits);
  ~CallWatch();
  CallWatch(const CallWatch&) = delete;
  CallWatch& operator=(const CallWatch&) = delete;

  /// One call into user code; costs some nanoseconds. Does nothing where nobody watches.
  class Call {
   public:
    explicit Call(Kind kind) : watch_(current()) {
      if (watch_) watch_->begin(kind);
    }
    ~Call() {
      if (watch_) watch_->end();
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    /// The error for what the call raised; `time_limit` when it was this watch that ended it.
    Error explain(nb::python_error& raised, const char* code, const std::string& where) const;

   private:
    CallWatch* watch_;
  };

  /// A job begins: `job_s` counts from here.
  static void job_begins();
  /// In a child: what was copied of the parent's watch has no thread, and watches nothing.
  static void forget_in_child();
  /// For the signal's handler in Python: whether the call that is running now is overdue.
  static bool time_is_up();
  /// The signal by which a worker process is asked to give up what it is doing.
  static void install_signal_handler();

 private:
  static CallWatch*& current();
  void begin(Kind kind) {
    kind_.store(kind, std::memory_order_relaxed);
    calls_.store(calls_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }
  void end() { calls_.store(calls_.load(std::memory_order_relaxed) + 1, std::memory_order_release); }
  void watch(const std::stop_token& stop);
  void interrupt(std::uint64_t call, const char* limit, double seconds);

  TimeLimits limits_;
  CallWatch* before_;
  pthread_t caller_;
  unsigned long python_thread_;
  bool on_main_thread_;
  nb::object old_handler_;
  std::atomic<std::uint64_t> calls_{0};  ///< begun plus ended: odd inside a call
  std::atomic<Kind> kind_{Kind::kDecide};
  std::atomic<std::int64_t> job_began_ns_{0};
  std::atomic<std::uint64_t> overdue_call_{0};
  std::string overdue_;  ///< which limit, written before `overdue_call_`
  std::jthread thread_;
};

}  // namespace orchestrator::python
