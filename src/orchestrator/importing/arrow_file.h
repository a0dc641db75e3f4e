// Arrow IPC (feather) and Parquet files of candles and funding rates.
#pragma once

#include <cstddef>
#include <span>

#include "orchestrator/importing/file_content.h"

namespace orchestrator {

/// Reads a feather file (version 2, which is Arrow's IPC file format; uncompressed, lz4 or zstd) whose columns are named
/// (`choose_columns`). A null volume is 0, any other null an error. Throws a data error: `bad_feather` when damaged, `not_candles`,
/// `bad_column` for a column of an unfit type, `empty_file`.
FileContent read_feather(std::span<const std::byte> bytes, SeriesKind kind = SeriesKind::kCandles);

/// Reads a Parquet file in the same way; `bad_parquet` when damaged.
FileContent read_parquet(std::span<const std::byte> bytes, SeriesKind kind = SeriesKind::kCandles);

}  // namespace orchestrator
