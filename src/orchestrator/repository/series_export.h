// Stored series as files for other programs.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

/// kCsv: text with a header row. kParquet: zstd. kFeather: Arrow IPC with lz4 (pandas.read_feather). kArrow: Arrow IPC, uncompressed.
enum class ExportFormat { kCsv, kParquet, kFeather, kArrow };
/// How CSV writes times: milliseconds since the epoch (as Binance does) or ISO 8601.
enum class CsvTime { kMilliseconds, kIso };

/// `csv`, `parquet`, `feather`, `arrow`; nullopt for anything else.
std::optional<ExportFormat> parse_export_format(std::string_view name);

/// Writes the rows within `range` to `output`, which appears whole or not at all; its folder must exist. Column names are those of the store;
/// numbers in CSV are the shortest that read back equal. Returns the number of rows. Throws a data error (`write_failed`, `no_rows`).
std::size_t export_series(const StoredSeries& series, TimeRange range, ExportFormat format, CsvTime csv_time,
                          const std::filesystem::path& output);

}  // namespace orchestrator
