#include "orchestrator/repository/candle_repository.h"

#include <algorithm>

#include "orchestrator/base/error.h"
#include "orchestrator/market/resampling.h"

namespace orchestrator {

std::optional<CandleSeries> CandleRepository::load_or_resample(const std::string& symbol, Interval interval, TimeRange range,
                                                               Warnings& warnings) const {
  const std::vector<Interval> stored = stored_intervals(symbol);
  if (std::find(stored.begin(), stored.end(), interval) != stored.end()) return load(symbol, interval, range, warnings);
  for (auto finer = stored.rbegin(); finer != stored.rend(); ++finer) {
    if (*finer >= interval || !interval.divisible_by(*finer)) continue;
    TimeRange whole_buckets = range;
    if (range.begin != TimeRange{}.begin) whole_buckets.begin = interval.floor(range.begin + interval.ms() - 1);
    if (range.end != TimeRange{}.end) whole_buckets.end = interval.floor(range.end - 1) + interval.ms();
    const auto series = load(symbol, *finer, whole_buckets, warnings);
    if (!series) continue;
    return make_series(symbol, interval, resample(*series, interval));
  }
  return std::nullopt;
}

CandleSeries CandleRepository::fetch_candles(const std::string& symbol, Interval interval, std::size_t limit,
                                             std::optional<TimeMs> start_time, bool newest_first) const {
  Warnings warnings;
  TimeRange range;
  if (start_time) range.begin = *start_time;
  const auto found = load_or_resample(symbol, interval, range, warnings);
  if (!found) {
    throw data_error("series_not_found", "no " + std::string(interval.name()) + " candles of " + symbol + " in the " + describe(), symbol,
                     "import or fetch them with `orchestrator candles`");
  }
  const std::size_t count = limit == 0 ? found->size() : std::min(limit, found->size());
  if (!newest_first) return found->slice(0, count);
  CandleColumns reversed;
  reversed.reserve(count);
  for (std::size_t i = 0; i < count; ++i) reversed.push_back(found->at(found->size() - 1 - i));
  return make_series(symbol, interval, std::move(reversed));
}

}  // namespace orchestrator
