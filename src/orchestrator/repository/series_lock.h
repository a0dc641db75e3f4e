// One writer a series: an advisory lock on a file beside it, released by the kernel however the writer ends.
#pragma once

#include <chrono>
#include <filesystem>

namespace orchestrator {

/// Holds `.<file name>.lock` in the series' folder (which must exist) as long as it lives. The lock file itself stays: removing it
/// would let two writers lock two different files of that name.
class SeriesLock {
 public:
  /// Waits up to `patience` for another writer, then throws a data error (`series_locked`).
  SeriesLock(const std::filesystem::path& series_file, std::chrono::milliseconds patience);
  ~SeriesLock();
  SeriesLock(const SeriesLock&) = delete;
  SeriesLock& operator=(const SeriesLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace orchestrator
