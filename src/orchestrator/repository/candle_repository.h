// Where candles come from, read only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orchestrator/market/candle_series.h"
#include "orchestrator/market/market.h"
#include "orchestrator/market/warning.h"

namespace orchestrator {

/// Reads candles. Implementations: Arrow files (embedded default), inline JSON. Thread-safe: workers call it side by side.
class CandleRepository {
 public:
  virtual ~CandleRepository() = default;

  /// The stored intervals of a symbol (canonical name), finest first. Empty when the symbol is unknown.
  virtual std::vector<Interval> stored_intervals(const std::string& symbol) const = 0;
  /// The stored series as it lies, restricted to `range` of open times; nullopt when it is not stored. Throws a data error when it is
  /// stored but damaged or invalid.
  virtual std::optional<CandleSeries> load(const std::string& symbol, Interval interval, TimeRange range, Warnings& warnings) const = 0;
  /// Funding rates of a perpetual in time order; empty when none are stored.
  virtual FundingSeries load_funding(const std::string& /*symbol*/, TimeRange /*range*/) const { return {}; }
  /// Mark-price candles, finest stored; nullopt when none are stored.
  virtual std::optional<CandleSeries> load_mark(const std::string& /*symbol*/, TimeRange /*range*/) const { return std::nullopt; }
  /// Every stored symbol, sorted.
  virtual std::vector<std::string> symbols() const = 0;
  /// What there is of a symbol beside what this repository reads, for a hint, e.g. `spot 1m, spot 1h`; empty when nothing is.
  virtual std::string stored_elsewhere(const std::string& /*symbol*/) const { return {}; }
  /// What a message should call it, e.g. `candle store ./data (binance/spot)`.
  virtual std::string describe() const = 0;

  /// The series resampled from the nearest finer stored one when it is not stored itself; nullopt when neither is.
  std::optional<CandleSeries> load_or_resample(const std::string& symbol, Interval interval, TimeRange range, Warnings& warnings) const;
  /// At most `limit` candles (0: all) from `start_time` on; with `newest_first` the newest ones, newest first.
  /// Throws a data error when the series can't be had.
  CandleSeries fetch_candles(const std::string& symbol, Interval interval, std::size_t limit = 0,
                             std::optional<TimeMs> start_time = std::nullopt, bool newest_first = false) const;
};

}  // namespace orchestrator
