// Which column of a file is which.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "orchestrator/importing/file_content.h"

namespace orchestrator {

/// Indices of the wanted columns among a file's: one time, and numbers in the order open, high, low, close, volume (candles) or just the
/// rate (funding).
struct ColumnChoice {
  std::size_t time = 0;
  std::vector<std::size_t> numbers;  ///< without volume when the file has none
  bool has_volume = false;
};

/// Finds them by name, upper and lower case alike: time is `open_time`, `time`, `timestamp`, `date` or `datetime` (the first of these that
/// is there; for funding also `calc_time`, `funding_time`, `fundingTime`), rate is `last_funding_rate`, `funding_rate`, `fundingRate`,
/// `rate`, or `open` where freqtrade keeps it. Throws a data error (`not_candles`) naming the first column that is missing.
ColumnChoice choose_columns(const std::vector<std::string>& names, SeriesKind kind);

}  // namespace orchestrator
