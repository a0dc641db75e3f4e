// A loop whose turns run side by side on a few threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace orchestrator {

/// The failure of the lowest turn, whichever thread tells of its own first.
class FirstFailure {
 public:
  void keep(std::size_t turn, std::exception_ptr failure) {
    const std::lock_guard lock(mutex_);
    if (turn >= turn_) return;
    turn_ = turn;
    failure_ = std::move(failure);
  }
  /// When all threads have ended.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::size_t turn_ = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure_;
};

/// Calls body(i) for every i in [0, count) on at most `threads` threads (the caller's among them), started in increasing order. A failure stops further
/// turns; of several the one with the lowest i is thrown when all threads have ended. Every turn below it has run, so what is thrown does not depend on
/// timing.
template <typename Body>
void parallel_for(std::size_t count, std::size_t threads, Body body) {
  std::atomic<std::size_t> next{0};
  FirstFailure failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        failure.keep(i, std::current_exception());
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t w = 1; w < threads && w < count; ++w) workers.emplace_back(work);
    work();
  }
  failure.rethrow();
}

}  // namespace orchestrator
