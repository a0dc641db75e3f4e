#include "progress_display.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "progress_parts.h"

namespace {

std::string count_text(double count) {
  for (const char* unit : {"", "k", "M"}) {
    if (count < 1000) return fmt::format("{:.{}f}{}", count, *unit ? 1 : 0, unit);
    count /= 1000;
  }
  return fmt::format("{:.1f}G", count);
}

}  // namespace

std::string progress_text(const orchestrator::Progress::Snapshot& snapshot, double seconds_in_phase, bool with_bar) {
  std::string text = snapshot.phase;
  const double share = snapshot.total > 0 ? std::min(1.0, static_cast<double>(snapshot.done) / static_cast<double>(snapshot.total)) : 0;
  if (snapshot.total > 0) text += (with_bar ? " " + bar_text(share) : "") + fmt::format(" {:3.0f}%", share * 100);
  if (snapshot.done > 0 && seconds_in_phase > 0)
    text += "  " + count_text(static_cast<double>(snapshot.done) / seconds_in_phase) + " bars/s";
  if (share > 0.01 && share < 1) text += "  " + clock_text(seconds_in_phase / share * (1 - share)) + " left";
  return text;
}

ProgressDisplay::ProgressDisplay(const orchestrator::Progress& progress, orchestrator::RunLog& log, bool quiet)
    : progress_(progress), log_(log), terminal_(::isatty(STDERR_FILENO) == 1) {
  if (!quiet) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void ProgressDisplay::run(const std::stop_token& stop) const {
  using namespace std::chrono_literals;
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  bool drawn = false;
  std::chrono::milliseconds wait = terminal_ ? 200ms : 5000ms;
  while (!stopped.wait_for(lock, stop, wait, [] { return false; }) && !stop.stop_requested()) {
    const auto snapshot = progress_.snapshot();
    if (snapshot.phase.empty()) continue;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - snapshot.started).count();
    if (!terminal_) {
      log_.info(progress_text(snapshot, seconds, false));
      continue;
    }
    fmt::print(stderr, "\r{}\x1b[K", progress_text(snapshot, seconds, true));
    std::fflush(stderr);
    drawn = true;
    wait = 100ms;
  }
  if (drawn) fmt::print(stderr, "\r\x1b[K");
}
