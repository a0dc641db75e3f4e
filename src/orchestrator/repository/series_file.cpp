#include "orchestrator/repository/series_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "orchestrator/repository/ipc_header.h"
#include "orchestrator/repository/series_file_arrow.h"

namespace orchestrator {
namespace {

/// A whole file in memory, which outlives its descriptor.
class Mapping {
 public:
  explicit Mapping(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return;
    struct stat status{};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      void* const memory = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED, descriptor, 0);
      if (memory != MAP_FAILED) bytes_ = {static_cast<const std::uint8_t*>(memory), static_cast<std::size_t>(status.st_size)};
    }
    ::close(descriptor);
  }
  ~Mapping() {
    if (!bytes_.empty()) ::munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  std::span<const std::uint8_t> bytes_;
};

/// A file as the store writes it; nullopt for every other, on which Arrow has the last word.
std::optional<MappedColumns> map_quickly(const std::filesystem::path& file, ColumnNames names) {
  auto mapping = std::make_shared<const Mapping>(file);
  auto header = read_ipc_header(mapping->bytes(), names);
  if (!header) return std::nullopt;
  MappedColumns columns;
  columns.time = header->time;
  columns.values = std::move(header->values);
  columns.metadata = std::move(header->metadata);
  columns.file_bytes = mapping->bytes().size();
  columns.owner = std::move(mapping);
  return columns;
}

}  // namespace

MappedColumns map_series_file(const std::filesystem::path& file, ColumnNames names) {
  if (auto columns = map_quickly(file, names)) return *std::move(columns);
  return map_with_arrow_loaded(file, names);
}

void write_series_file(int descriptor, const std::filesystem::path& shown_name, ColumnNames names, std::span<const TimeMs> time,
                       std::span<const std::span<const double>> values, const FileMetadata& metadata) {
  write_with_arrow_loaded(descriptor, shown_name, names, time, values, metadata);
}

std::string content_checksum(std::span<const TimeMs> time, std::span<const std::span<const double>> values) {
  std::uint64_t hash = XXH3_64bits(time.data(), time.size_bytes());
  for (const auto column : values) hash = XXH3_64bits_withSeed(column.data(), column.size_bytes(), hash);
  return fmt::format("{:016x}", hash);
}

}  // namespace orchestrator
