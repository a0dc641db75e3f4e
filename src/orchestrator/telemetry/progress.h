// How far a run is: counters that workers add to and a renderer reads, without either waiting for the other.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace orchestrator {

/// Progress of a run in phases. The engine calls `start_phase` between phases and `advance` from any thread; whoever shows it
/// calls `snapshot`.
class Progress {
 public:
  /// What a renderer sees.
  struct Snapshot {
    std::string phase;         ///< empty: nothing has started
    std::uint64_t done = 0;    ///< bars
    std::uint64_t total = 0;   ///< bars; 0: not known
    std::uint64_t number = 0;  ///< how many phases have started
    std::chrono::steady_clock::time_point started;
  };

  /// Begins a phase of `total_bars` (0: not known) with nothing done. Not while workers of the phase before still advance.
  void start_phase(std::string_view name, std::uint64_t total_bars) {
    const std::lock_guard lock(mutex_);
    phase_ = name;
    total_ = total_bars;
    done_.store(0, std::memory_order_relaxed);
    started_ = std::chrono::steady_clock::now();
    ++number_;
  }
  /// Counts bars as done. Cheap (one relaxed addition), but not meant for every bar: add a block at a time.
  void advance(std::uint64_t bars) { done_.fetch_add(bars, std::memory_order_relaxed); }

  Snapshot snapshot() const {
    const std::lock_guard lock(mutex_);
    return {phase_, done_.load(std::memory_order_relaxed), total_, number_, started_};
  }

 private:
  mutable std::mutex mutex_;
  std::string phase_;
  std::uint64_t total_ = 0;
  std::uint64_t number_ = 0;
  std::chrono::steady_clock::time_point started_;
  std::atomic<std::uint64_t> done_{0};
};

}  // namespace orchestrator
