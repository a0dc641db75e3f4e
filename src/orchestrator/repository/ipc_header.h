// The header of a series file (Arrow IPC, arrow.apache.org/docs/format/Columnar.html), read without the Arrow library.
#pragma once

#include <optional>

#include "orchestrator/repository/series_file.h"

namespace orchestrator {

/// Where the columns of a file lie in its bytes.
struct IpcHeader {
  std::span<const TimeMs> time;
  std::vector<std::span<const double>> values;
  FileMetadata metadata;
};

/// Reads a file of exactly these columns in one uncompressed record batch without nulls, little-endian. nullopt for every other one, sound or not:
/// this only spares the store's own files the wait for the Arrow library, which decides on the rest and says what is wrong with it.
/// Whatever the bytes are, the spans returned lie inside them.
std::optional<IpcHeader> read_ipc_header(std::span<const std::uint8_t> file, ColumnNames names);

}  // namespace orchestrator
