#include "orchestrator/base/background_worker.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace orchestrator {

BackgroundWorker::~BackgroundWorker() {
  const std::lock_guard lock(mutex_);
  for (const Ticket& job : queue_) job->state_ = Job::State::kDropped;
  queue_.clear();
  thread_.request_stop();
}

BackgroundWorker::Ticket BackgroundWorker::start(std::function<void()> work) {
  auto job = std::make_shared<Job>();
  job->work_ = std::move(work);
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(job);
  }
  changed_.notify_all();
  return job;
}

void BackgroundWorker::wait(const Ticket& job) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return job->state_ == Job::State::kDone || job->state_ == Job::State::kDropped; });
  if (job->failure_) std::rethrow_exception(job->failure_);
}

void BackgroundWorker::drop_or_wait(const Ticket& job) {
  {
    const std::lock_guard lock(mutex_);
    if (job->state_ == Job::State::kQueued) {
      job->state_ = Job::State::kDropped;
      std::erase(queue_, job);
    }
  }
  wait(job);
}

BackgroundWorker::Ticket BackgroundWorker::next_job(const std::stop_token& stop) {
  constexpr std::chrono::milliseconds kAwake{5};
  const auto sleepy = std::chrono::steady_clock::now() + kAwake;  // determinism: how a thread waits changes nothing of what it does
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      const auto some = [&] { return !queue_.empty(); };
      const bool awake = std::chrono::steady_clock::now() < sleepy;  // determinism: as above
      if (!awake) changed_.wait(lock, stop, some);
      if (!queue_.empty()) {
        Ticket job = std::move(queue_.front());
        queue_.pop_front();
        job->state_ = Job::State::kRunning;
        return job;
      }
    }
    std::this_thread::yield();
  }
  return nullptr;
}

void BackgroundWorker::serve(const std::stop_token& stop) {
  while (const Ticket job = next_job(stop)) {
    try {
      job->work_();
    } catch (...) {
      job->failure_ = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      job->state_ = Job::State::kDone;
      job->work_ = nullptr;
    }
    changed_.notify_all();
  }
}

}  // namespace orchestrator
