// A request to stop, handed down to whatever runs long. No globals: who installs a signal handler owns the flag.
#pragma once

#include <atomic>

#include "orchestrator/base/error.h"

namespace orchestrator {

/// Set once (also from a signal handler), polled by the engine between blocks of bars.
class StopFlag {
 public:
  void request_stop() noexcept { flag_.store(true, std::memory_order_relaxed); }
  bool stop_requested() const noexcept { return flag_.load(std::memory_order_relaxed); }
  /// Throws the `interrupted` error when a stop was requested.
  void throw_if_stopped() const {
    if (stop_requested()) throw interrupted_error();
  }

 private:
  std::atomic<bool> flag_{false};
  static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");
};

}  // namespace orchestrator
