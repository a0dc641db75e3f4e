// Runs independent jobs on threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

namespace orchestrator {

/// Calls `job(i)` for i in [0, count) on up to `workers` threads, in the order given by `order`. When jobs throw, the exception of the
/// lowest i is rethrown, so that what the user sees does not depend on timing; jobs above a failed one may be left out.
inline void run_jobs(const std::vector<std::size_t>& order, std::size_t workers, const std::function<void(std::size_t)>& job) {
  const std::size_t count = order.size();
  std::vector<std::exception_ptr> failures(count);
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> lowest_failure{count};
  const auto work = [&] {
    for (std::size_t k = next++; k < count; k = next++) {
      const std::size_t i = order[k];
      if (i > lowest_failure.load()) continue;
      try {
        job(i);
      } catch (...) {
        failures[i] = std::current_exception();
        std::size_t seen = lowest_failure.load();
        while (i < seen && !lowest_failure.compare_exchange_weak(seen, i)) {
        }
      }
    }
  };
  {
    std::vector<std::jthread> threads;
    for (std::size_t w = 1; w < std::min(workers, count); ++w) threads.emplace_back(work);
    work();
  }
  if (const std::size_t failed = lowest_failure.load(); failed < count) std::rethrow_exception(failures[failed]);
}

}  // namespace orchestrator
