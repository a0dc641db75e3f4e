// A loop whose turns run side by side on a few threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <thread>
#include <vector>

namespace orchestrator {

/// Calls body(i) for every i in [0, count) on at most `threads` threads (the caller's among them), started in increasing order. A failure stops further
/// turns; of several the one with the lowest i is thrown when all threads have ended. Every turn below it has run, so what is thrown does not depend on
/// timing.
template <typename Body>
void parallel_for(std::size_t count, std::size_t threads, Body body) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::size_t failed_turn = std::numeric_limits<std::size_t>::max();
  std::mutex failure_mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (i < failed_turn) {
          failed_turn = i;
          failure = std::current_exception();
        }
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t w = 1; w < threads && w < count; ++w) workers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace orchestrator
