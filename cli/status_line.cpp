#include "status_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "progress_parts.h"

namespace {

using FileClock = std::chrono::steady_clock;

std::string file_rate_text(double amount, const char* unit) {
  for (const char* prefix : {"", "k", "M", "G"}) {
    if (amount < 1000 || *prefix == 'G') return fmt::format("{:.{}f}{}{} {}", amount, *prefix && amount < 10 ? 1 : 0, "", prefix, unit);
    amount /= 1000;
  }
  return {};
}

}  // namespace

std::string status_text(const FileStatus& status, double seconds, bool bar) {
  std::string text =
      status.phase + (bar ? " " + bar_text(status.share) : "") + fmt::format("  {}/{} {}", status.done, status.total, status.things);
  if (seconds > 0 && status.amount > 0) text += "  " + file_rate_text(status.amount / seconds, status.unit) + "/s";
  if (status.share > 0.01 && status.share < 1) text += "  " + clock_text(seconds / status.share * (1 - status.share)) + " left";
  return text;
}

StatusLine::StatusLine(std::function<FileStatus()> status, bool quiet)
    : status_(std::move(status)), terminal_(::isatty(STDERR_FILENO) == 1) {
  if (!quiet) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

StatusLine::~StatusLine() = default;

void StatusLine::run(const std::stop_token& stop) {
  using namespace std::chrono_literals;
  const auto started = FileClock::now();
  std::mutex mutex;
  std::condition_variable_any changed;
  std::unique_lock lock(mutex);
  bool drawn = false;
  auto wait = terminal_ ? std::chrono::milliseconds(200) : std::chrono::milliseconds(5000);
  while (!changed.wait_for(lock, stop, wait, [&] { return stop.stop_requested(); })) {
    const double seconds = std::chrono::duration<double>(FileClock::now() - started).count();
    const std::string text = status_text(status_(), seconds, terminal_);
    fmt::print(stderr, "{}{}{}", terminal_ ? "\r" : "", text, terminal_ ? "\x1b[K" : "\n");
    std::fflush(stderr);
    drawn = true;
    if (terminal_) wait = 100ms;
  }
  if (drawn && terminal_) fmt::print(stderr, "\r\x1b[K");
}
