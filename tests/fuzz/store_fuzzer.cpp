// Series files of the candle store: what is mapped lies inside the file, so reading all of it is safe.
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "expected_failure.h"
#include "orchestrator/repository/candle_store.h"

using orchestrator::fuzz::reads_or_refuses;
using orchestrator::fuzz::require;

namespace {

// A file in memory with the bytes as content, by the name under which it can be opened.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_(memfd_create("series", 0)) {
    require(descriptor_ >= 0 && write(descriptor_, data, size) == static_cast<ssize_t>(size), "a file in memory can be written");
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string name() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file(data, size);
  reads_or_refuses([&] {
    const auto columns = orchestrator::map_series_file(file.name(), orchestrator::series_columns(orchestrator::SeriesKind::kCandles));
    for (const auto& column : columns.values) require(column.size() == columns.time.size(), "columns are equally long");
    require(orchestrator::content_checksum(columns.time, columns.values).size() == 16, "every mapped byte can be read");
  });
  return 0;
}
