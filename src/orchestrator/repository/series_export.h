// Stored series as files for other programs. Part of the files library.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "orchestrator/base/files_library.h"
#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

/// kCsv: text with a header row. kParquet: zstd. kFeather: Arrow IPC with lz4 (pandas.read_feather). kArrow: Arrow IPC, uncompressed.
enum class ExportFormat { kCsv, kParquet, kFeather, kArrow };
/// How CSV writes times: milliseconds since the epoch (as Binance does) or ISO 8601.
enum class CsvTime { kMilliseconds, kIso };

/// `csv`, `parquet`, `feather`, `arrow`; nullopt for anything else.
inline std::optional<ExportFormat> parse_export_format(std::string_view name) {
  if (name == "csv") return ExportFormat::kCsv;
  if (name == "parquet") return ExportFormat::kParquet;
  if (name == "feather") return ExportFormat::kFeather;
  if (name == "arrow") return ExportFormat::kArrow;
  return std::nullopt;
}

/// Writes the rows within `range` to `output`, which appears whole or not at all; its folder must exist. Column names are those of the store;
/// numbers in CSV are the shortest that read back equal. Returns the number of rows. Throws a data error (`write_failed`, `no_rows`).
std::size_t export_series(const StoredSeries& series, TimeRange range, ExportFormat format, CsvTime csv_time,
                          const std::filesystem::path& output);

inline constexpr FilesFunction<decltype(export_series)> export_series_loaded{"orchestrator_export_series"};

}  // namespace orchestrator
