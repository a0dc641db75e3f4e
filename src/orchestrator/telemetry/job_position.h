// Where a job of phase 1 is: written by whoever runs it, bar by bar, and read by whoever watches over it, in another thread or another process.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace orchestrator {

/// A limit of `time_limits` that phase 1 looks at.
enum class TimeLimit : std::uint8_t { kNone, kDecide, kJob };

/// One cache line, made of atomics without locks, so that it may lie in memory that processes share. One thread writes all but `exceeded`.
struct alignas(64) JobPosition {
  /// What the user's code is doing.
  enum class Step : std::uint8_t { kIdle, kStarting, kFitting, kDeciding };
  static constexpr std::uint64_t kNoBar = std::numeric_limits<std::uint64_t>::max();

  std::atomic<std::uint64_t> calls{0};                ///< of the user's code, begun in all: a watcher sees whether it is still the same one
  std::atomic<std::uint64_t> bar{kNoBar};             ///< the newest that the code was called for, an index among the job's loaded bars
  std::atomic<std::uint32_t> job{0};                  ///< an index into the run's jobs
  std::atomic<Step> step{Step::kIdle};                ///< one call of kDeciding is what `decide_s` limits
  std::atomic<TimeLimit> exceeded{TimeLimit::kNone};  ///< set by a watcher: the job fails with `time_limit` as soon as its code comes back

  void begin_job(std::size_t number) {
    bar.store(kNoBar, std::memory_order_relaxed);
    job.store(static_cast<std::uint32_t>(number), std::memory_order_relaxed);
    exceeded.store(TimeLimit::kNone, std::memory_order_relaxed);
    enter(Step::kStarting);
    count_call();
  }
  void enter(Step next) { step.store(next, std::memory_order_relaxed); }
  /// About a nanosecond: meant for every bar.
  void begin_call(std::size_t at) {
    bar.store(at, std::memory_order_relaxed);
    count_call();
  }
  void end_job() { enter(Step::kIdle); }

 private:
  void count_call() { calls.store(calls.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed); }

  static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free &&
                    std::atomic<Step>::is_always_lock_free && std::atomic<TimeLimit>::is_always_lock_free,
                "a lock in shared memory would be left behind by a process that dies");
};

}  // namespace orchestrator
