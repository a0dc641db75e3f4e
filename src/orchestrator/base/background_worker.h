// One thread beside the main one for what nobody waits for.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace orchestrator {

/// Does jobs one after another. Between them it stays awake for some milliseconds: a core that fell asleep may take longer to come back than a
/// whole back-test over a million bars.
class BackgroundWorker {
 public:
  /// A job that was handed over.
  class Job {
    friend class BackgroundWorker;
    enum class State { kQueued, kRunning, kDone, kDropped };
    std::function<void()> work_;
    State state_ = State::kQueued;
    std::exception_ptr failure_;
  };
  using Ticket = std::shared_ptr<Job>;

  BackgroundWorker() : thread_([this](const std::stop_token& stop) { serve(stop); }) {}
  /// Drops what is queued and waits for what runs.
  ~BackgroundWorker();
  BackgroundWorker(const BackgroundWorker&) = delete;
  BackgroundWorker& operator=(const BackgroundWorker&) = delete;

  Ticket start(std::function<void()> work);
  /// Waits for the end of a job; throws what it threw.
  void wait(const Ticket& job);
  /// Drops a job that has not begun; else as `wait`.
  void drop_or_wait(const Ticket& job);

 private:
  void serve(const std::stop_token& stop);
  Ticket next_job(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Ticket> queue_;
  std::jthread thread_;
};

}  // namespace orchestrator
