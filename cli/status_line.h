// What long work on files says while it runs: a line that is redrawn on a terminal, plain lines elsewhere.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

/// How far it is, for one line.
struct FileStatus {
  std::string phase;             ///< `importing`, `downloading`, `generating`
  std::uint64_t done = 0;        ///< things
  std::uint64_t total = 0;       ///< things
  double share = 0;              ///< of the work, 0 to 1, by which the remaining time is estimated
  double amount = 0;             ///< rows or bytes so far
  const char* unit = "rows";     ///< `rows`, or `B` for bytes
  const char* things = "files";  ///< what done and total count
};

/// `importing [████░░░░]  12/40 files  1.2M rows/s  00:07 left`; without the bar when not on a terminal.
std::string status_text(const FileStatus& status, double seconds, bool bar);

/// Shows `status` on stderr until it is destroyed: ten times a second on a terminal, every five seconds otherwise, never when `quiet`.
/// Work that is done within its first fifth of a second shows nothing.
class StatusLine {
 public:
  StatusLine(std::function<FileStatus()> status, bool quiet);
  ~StatusLine();
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

 private:
  void run(const std::stop_token& stop);

  std::function<FileStatus()> status_;
  bool terminal_;
  std::jthread thread_;
};
