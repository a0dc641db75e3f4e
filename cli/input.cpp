#include "input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "orchestrator/base/error.h"

namespace {

using orchestrator::configuration_error;

/// Closes what was opened.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// Waits until there is something to read, or a signal has set `stop`: signals are let in only while it waits, so none comes between the look at
/// the flag and the wait.
class InputWait {
 public:
  explicit InputWait(const orchestrator::StopFlag& stop) : stop_(stop) {
    sigset_t held;
    sigemptyset(&held);
    sigaddset(&held, SIGINT);
    sigaddset(&held, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &held, &before_);
  }
  ~InputWait() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  InputWait(const InputWait&) = delete;
  InputWait& operator=(const InputWait&) = delete;

  void until_readable(int descriptor) const {
    do {
      stop_.throw_if_stopped();
      pollfd input{descriptor, POLLIN, 0};
      if (::ppoll(&input, 1, nullptr, &before_) >= 0) return;
    } while (errno == EINTR);
  }

 private:
  const orchestrator::StopFlag& stop_;
  sigset_t before_{};
};

std::string read_all(int descriptor, const std::string& name, const orchestrator::StopFlag& stop) {
  constexpr std::size_t kChunk = 1 << 20;
  struct stat status{};
  std::string text;
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) text.reserve(static_cast<std::size_t>(status.st_size) + 1);
  const InputWait wait(stop);
  while (true) {
    wait.until_readable(descriptor);
    const std::size_t size = text.size();
    text.resize(size + kChunk);
    const ssize_t count = ::read(descriptor, text.data() + size, kChunk);
    text.resize(size + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw configuration_error("config_unreadable", fmt::format("{} can't be read: {}", name, std::strerror(errno)), name);
    if (count == 0) return text;
  }
}

}  // namespace

std::string read_text(const std::string& path, const orchestrator::StopFlag& stop) {
  if (path == "-") {
    if (::isatty(STDIN_FILENO) == 1)
      fmt::print(stderr, "reading the configuration from the terminal (end with Ctrl-D); --config FILE reads a file\n");
    return read_all(STDIN_FILENO, "stdin", stop);
  }
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.descriptor() < 0) {
    throw configuration_error("config_not_found", fmt::format("the configuration '{}' can't be opened: {}", path, std::strerror(errno)),
                              path, "--config takes a JSON file, or - for stdin");
  }
  return read_all(file.descriptor(), path, stop);
}
