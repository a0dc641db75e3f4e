#include "orchestrator/repository/series_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <thread>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

constexpr std::chrono::milliseconds kRetryEvery{10};

/// True when the lock was taken, false when another holds it.
bool try_lock(int descriptor, const std::string& path) {
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) throw data_error("lock_failed", "cannot lock " + path + ": " + std::strerror(errno), path);
  }
  return true;
}

}  // namespace

SeriesLock::SeriesLock(const std::filesystem::path& series_file, std::chrono::milliseconds patience) {
  const std::string path = (series_file.parent_path() / fmt::format(".{}.lock", series_file.filename().string())).string();
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw data_error("lock_failed", "cannot open " + path + ": " + std::strerror(errno), path);
  try {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!try_lock(descriptor_, path)) {
      if (std::chrono::steady_clock::now() >= deadline) {
        throw data_error("series_locked", series_file.string() + " is being written by another process", series_file.string(),
                         "wait until it has finished, then try again");
      }
      std::this_thread::sleep_for(kRetryEvery);
    }
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

SeriesLock::~SeriesLock() { ::close(descriptor_); }

}  // namespace orchestrator
