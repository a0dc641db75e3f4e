// Finding a series by what a user asks for: as stored, built from a finer one, or not at all and then what there is instead.
#pragma once

#include <optional>
#include <string>

#include "orchestrator/base/error.h"
#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

/// The stored series of the same kind and symbol with the longest interval that `wanted` can be built from; nullopt for funding rates.
std::optional<SeriesId> nearest_finer(const CandleStore& store, const SeriesId& wanted);

struct LookedUpSeries {
  StoredSeries series;             ///< `id` is what was asked for; `file` and `file_bytes` are those of the file that was read
  std::optional<SeriesId> source;  ///< the finer series that it was resampled from
};

/// The series as stored, else resampled from nearest_finer. Throws the missing_series error when neither is there, a data error when the
/// file read is damaged or (for resampling) holds invalid candles.
LookedUpSeries read_or_resample(const CandleStore& store, const SeriesId& wanted);

/// The data error `series_not_found`, whose hint says what is stored of the symbol, or which symbol may have been meant.
Error missing_series(const CandleStore& store, const SeriesId& wanted);

/// What is stored of a symbol in any market of an exchange, e.g. `spot 1m, um 1h, um funding_rate`; empty when nothing is.
std::string stored_of_symbol(const CandleStore& store, const std::string& exchange, const std::string& symbol);

/// For a symbol of which nothing is stored: the nearest name, or how to fill the store.
std::string unknown_symbol_hint(const CandleStore& store, const std::string& symbol);

}  // namespace orchestrator
