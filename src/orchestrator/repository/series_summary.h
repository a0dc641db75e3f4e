// What a stored series holds, in a few numbers.
#pragma once

#include <optional>

#include "orchestrator/base/error.h"
#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

struct SeriesSummary {
  SeriesId id;
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  std::size_t rows = 0;
  TimeMs first = 0;              ///< open time of the first row
  TimeMs last = 0;               ///< open time of the last row
  std::size_t gaps = 0;          ///< places where candles are missing; 0 for funding, which has no fixed interval
  std::size_t missing_bars = 0;  ///< candles that would fill them
  std::size_t sources = 0;       ///< sources named in the metadata
  std::optional<Error> damage;   ///< why the file cannot be read; everything else but `bytes` is 0 then
};

/// Never throws for what is wrong with the file: that is `damage`.
SeriesSummary summarize(const CandleStore& store, const SeriesId& id);

}  // namespace orchestrator
