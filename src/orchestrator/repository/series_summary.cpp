#include "orchestrator/repository/series_summary.h"

#include <algorithm>

#include "orchestrator/market/validation.h"

namespace orchestrator {

SeriesSummary summarize(const CandleStore& store, const SeriesId& id) {
  SeriesSummary out;
  out.id = id;
  out.file = store.file_of(id);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(out.file, error);
  out.bytes = error ? 0 : bytes;
  try {
    const StoredSeries stored = store.read(id);
    out.rows = stored.time.size();
    out.first = stored.time.front();
    out.last = stored.time.back();
    out.sources = stored.sources().size();
    if (id.kind == SeriesKind::kFunding) return out;
    if (!std::all_of(stored.time.begin(), stored.time.end(), in_calendar))
      throw data_error("time_out_of_range", out.file.string() + ": times outside the calendar");
    const GapCount count = count_gaps(stored.candles(), id.interval);
    out.gaps = count.gaps;
    out.missing_bars = count.missing_bars;
  } catch (const Error& damage) {
    out.damage = damage;
  }
  return out;
}

}  // namespace orchestrator
