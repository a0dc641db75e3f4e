// Where the Binance public archive keeps which candles.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/base/time.h"
#include "orchestrator/repository/series_id.h"

namespace orchestrator {

/// The public archive.
inline constexpr const char* kBinanceArchive = "https://data.binance.vision";

/// A part of a series that the archive has in one file: a month or a day.
struct ArchivePeriod {
  TimeMs begin = 0;  ///< 00:00 UTC of its first day
  TimeMs end = 0;    ///< exclusive
  bool month = false;

  /// `2024-01` or `2024-01-05`.
  std::string name() const;
};

/// Path below the base URL, e.g. `data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip`.
std::string archive_path(const SeriesId& id, const ArchivePeriod& period);

/// True when the archive has files by day of this kind of series (funding rates come by month only).
bool archive_has_days(const SeriesId& id);

/// The months that `range` (finite) touches.
std::vector<ArchivePeriod> months_in(TimeRange range);
/// The days that `range` (finite) touches.
std::vector<ArchivePeriod> days_in(TimeRange range);

}  // namespace orchestrator
