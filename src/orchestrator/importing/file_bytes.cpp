#include "orchestrator/importing/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/base/huge_pages.h"
#include "orchestrator/base/parallel_for.h"

namespace orchestrator {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file) : number_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

Error unreadable(const std::filesystem::path& file, const std::string& reason) {
  return data_error("unreadable_file", "cannot read the file: " + reason, file.string());
}

void read_range(int descriptor, const std::filesystem::path& file, std::byte* into, std::size_t begin, std::size_t end) {
  while (begin < end) {
    const ssize_t count = ::pread(descriptor, into + begin, end - begin, static_cast<off_t>(begin));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw unreadable(file, std::strerror(errno));
    if (count == 0) throw unreadable(file, "it became shorter while it was read");
    begin += static_cast<std::size_t>(count);
  }
}

}  // namespace

FileBytes FileBytes::read(const std::filesystem::path& file, unsigned threads) {
  constexpr std::size_t kPart = std::size_t{4} << 20;
  const OpenFile descriptor(file);
  struct stat status{};
  if (descriptor.number() < 0 || ::fstat(descriptor.number(), &status) != 0) throw unreadable(file, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) throw unreadable(file, "it is no regular file");
  FileBytes result;
  result.size_ = static_cast<std::size_t>(status.st_size);
  result.data_ = std::make_unique_for_overwrite<std::byte[]>(result.size_);
  prefer_huge_pages(result.data_.get(), result.size_);
  parallel_for((result.size_ + kPart - 1) / kPart, threads, [&](std::size_t part) {
    read_range(descriptor.number(), file, result.data_.get(), part * kPart, std::min(result.size_, (part + 1) * kPart));
  });
  return result;
}

}  // namespace orchestrator
