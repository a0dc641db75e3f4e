// Candles and funding rates from the Binance public archive into the candle store.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "orchestrator/base/files_library.h"
#include "orchestrator/base/time.h"
#include "orchestrator/importing/archive_layout.h"
#include "orchestrator/importing/http_client.h"
#include "orchestrator/importing/import_files.h"
#include "orchestrator/importing/import_report.h"
#include "orchestrator/repository/candle_store.h"
#include "orchestrator/telemetry/interrupt.h"

namespace orchestrator {

struct FetchOptions {
  std::vector<SeriesId> series;
  TimeRange range;  ///< finite; rows outside are not stored
  TimeMs now = 0;   ///< what begins later than this is not asked for
  std::string base_url = kBinanceArchive;
  std::filesystem::path cache;  ///< keeps the archive's zips and partial downloads, laid out as in the archive
  bool replace = false;         ///< as in an import
  unsigned connections = 8;     ///< downloads side by side
  unsigned jobs = 1;            ///< threads of the import afterwards
  HttpSettings http;
};

/// How far a fetch is. Files are months first; the days of months that are not there come on top.
struct FetchProgress {
  std::atomic<std::uint64_t> files_total{0};
  std::atomic<std::uint64_t> files_done{0};
  HttpCounters http;
  ImportProgress import;
};

/// Days or months that the archive does not have, both inclusive.
struct MissingPeriod {
  SeriesId id;
  std::string first;  ///< `2024-02` or `2024-02-03`
  std::string last;
};

struct FetchReport {
  ImportReport import;
  std::vector<MissingPeriod> missing;
  std::vector<ImportFailure> failures;  ///< downloads; `file` is the URL. Those of the import are in `import`
  std::vector<std::string> unverified;  ///< URLs of files to which the archive has no checksum
  std::uint64_t files_downloaded = 0;
  std::uint64_t files_cached = 0;  ///< that were there already, with the right checksum
  std::uint64_t bytes_downloaded = 0;
  std::uint64_t retries = 0;
  std::uint64_t resumed = 0;  ///< partial files that were continued
};

/// Downloads whole months, days where a month is missing or not over yet, verifies their checksums and imports them. One file's failure
/// leaves the others alone. Throws a data error (`nothing_found`) when the archive has none of it, and the `interrupted` error; what was
/// downloaded by then is continued by the next call.
FetchReport fetch_candles(const CandleStore& store, const FetchOptions& options, FetchProgress& progress, const StopFlag& stop);

inline constexpr FilesFunction<decltype(fetch_candles)> fetch_candles_loaded{"orchestrator_fetch_candles"};

}  // namespace orchestrator
