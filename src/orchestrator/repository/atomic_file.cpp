#include "orchestrator/repository/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

[[noreturn]] void throw_failed(const char* step, const std::filesystem::path& path) {
  throw data_error("write_failed", std::string("cannot ") + step + " " + path.string() + ": " + std::strerror(errno), path.string());
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags) : value_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (value_ < 0) throw_failed("open", path);
  }
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return value_; }

 private:
  int value_;
};

void write_temporary(const std::filesystem::path& temporary, const std::function<void(int)>& write) {
  const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
  write(file.value());
  if (::fsync(file.value()) != 0) throw_failed("flush", temporary);
}

}  // namespace

void write_atomically(const std::filesystem::path& target, const std::function<void(int)>& write) {
  const auto parent = target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
  const auto temporary = parent / fmt::format(".{}.tmp", target.filename().string());
  try {
    write_temporary(temporary, write);
    if (::rename(temporary.c_str(), target.c_str()) != 0) throw_failed("rename to", target);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  const Descriptor folder(parent, O_RDONLY | O_DIRECTORY);
  if (::fsync(folder.value()) != 0) throw_failed("flush folder", parent);
}

}  // namespace orchestrator
