// One series as one Arrow IPC file: a time column and float64 columns in a single uncompressed record batch, mapped into memory
// and read without a copy. Knows nothing of candles; Arrow stays inside the source file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/time.h"

namespace orchestrator {

/// Column names in order: the first is timestamp[ms, UTC], the others are float64.
using ColumnNames = std::span<const std::string_view>;
using FileMetadata = std::map<std::string, std::string>;

/// A file's columns, of equal length and without nulls; valid as long as `owner` lives.
struct MappedColumns {
  std::span<const TimeMs> time;
  std::vector<std::span<const double>> values;
  FileMetadata metadata;
  std::uint64_t file_bytes = 0;
  std::shared_ptr<const void> owner;  ///< the mapping; holds no file descriptor
};

/// Maps a file. Throws a data error that names file and reason (`series_not_found`, `damaged_series`, `foreign_series`) when it is
/// missing, empty, truncated, corrupt, compressed, has other columns, types, several batches or nulls. Whatever the bytes are, the spans
/// returned lie inside the mapping; what the numbers mean is not looked at.
MappedColumns map_series_file(const std::filesystem::path& file, ColumnNames names);

/// Writes columns of equal length to `descriptor` (which stays open) with 64-byte aligned buffers. Throws a data error (`write_failed`).
void write_series_file(int descriptor, const std::filesystem::path& shown_name, ColumnNames names, std::span<const TimeMs> time,
                       std::span<const std::span<const double>> values, const FileMetadata& metadata);

/// XXH3-64 over the bytes of all columns, in order, as 16 hexadecimal digits: finds flipped bits that are still valid numbers.
std::string content_checksum(std::span<const TimeMs> time, std::span<const std::span<const double>> values);

}  // namespace orchestrator
