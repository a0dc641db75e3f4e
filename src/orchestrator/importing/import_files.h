// Files of candles into the candle store.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "orchestrator/base/files_library.h"
#include "orchestrator/base/time.h"
#include "orchestrator/importing/import_report.h"
#include "orchestrator/importing/zip_file.h"
#include "orchestrator/market/interval.h"
#include "orchestrator/repository/candle_store.h"
#include "orchestrator/telemetry/interrupt.h"

namespace orchestrator {

struct ImportOptions {
  std::vector<std::filesystem::path> inputs;  ///< files and folders; folders are walked through, hidden ones excepted
  std::string exchange = "binance";
  std::string market;         ///< where paths and names tell none; empty: `spot`, for funding and mark prices `um`
  std::string symbol;         ///< canonical; for names that tell none. Files in folders that are named after another one are skipped
  std::string symbol_market;  ///< the market that the symbol's name tells (`BTC/USDT:USDT`: `um`); files in folders of another are skipped
  std::optional<Interval> interval;  ///< as symbol
  bool replace = false;              ///< take rows that differ from stored ones
  unsigned jobs = 1;                 ///< threads
  TimeRange range;                   ///< rows outside are not stored
  ZipLimits zip_limits;
};

/// How far an import is: counters that workers add to and a renderer reads.
struct ImportProgress {
  std::atomic<std::uint64_t> files_total{0};
  std::atomic<std::uint64_t> files_done{0};
  std::atomic<std::uint64_t> bytes_total{0};
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<std::uint64_t> rows{0};
};

/// Reads every file, merges the rows of each series by open time and writes each series once. A file that can't be read, or that is not
/// candles though it was named and not just met in a folder, is a failure in the report; the others are still imported. Throws only when
/// an input does not exist (`file_not_found`), and the `interrupted` error, after which what was stored is complete series.
ImportReport import_files(const CandleStore& store, const ImportOptions& options, ImportProgress& progress, const StopFlag& stop);

inline constexpr FilesFunction<decltype(import_files)> import_files_loaded{"orchestrator_import_files"};

}  // namespace orchestrator
