// Everything that is wrong with a stored series: counted in full, with the first places of each kind.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

/// One place of a problem.
struct ProblemPlace {
  std::size_t row = 0;
  TimeMs time = 0;      ///< open time of the row; for a gap that of the first missing candle
  std::string message;  ///< the values seen
};

/// All problems of one kind.
struct SeriesProblem {
  std::string code;   ///< see check_series
  bool error = true;  ///< false: legal, but worth knowing (gaps)
  std::size_t count = 0;
  std::vector<ProblemPlace> places;  ///< the first ones
};

struct SeriesCheck {
  SeriesId id;
  std::filesystem::path file;
  std::size_t rows = 0;
  std::vector<SeriesProblem> problems;  ///< in the order of check_series' list; empty kinds are left out

  bool has_errors() const;
};

/// Checks a whole series; never throws for what it holds. At most `max_places` places a kind are kept. Kinds, errors unless said otherwise:
/// `damaged_series`, `foreign_series` (the file cannot be read, nothing else is known), `content_changed` (the columns are not what was
/// written), `invalid_candle` or `invalid_funding`, `duplicate_candle`, `unsorted_candles`, `time_out_of_range`, `misaligned_candle`, `gap` (no error; `count`
/// counts places, the messages say how many candles are missing).
SeriesCheck check_series(const CandleStore& store, const SeriesId& id, std::size_t max_places);

}  // namespace orchestrator
