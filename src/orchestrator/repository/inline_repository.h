// Candles that came with the configuration (`ohlcv_data`).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "orchestrator/repository/candle_repository.h"

namespace orchestrator {

/// Candles in memory: any number of series a symbol, of different intervals. Thread-safe: nothing changes after construction.
class InlineRepository final : public CandleRepository {
 public:
  /// Series as parsed, valid, any order. `main` and `detailed` are stored alike; of two series of one symbol and interval that of
  /// `detailed` counts, as the more deliberate. Funding times may carry the exchange's jitter: they are rounded down to the minute.
  /// Throws a data error (`invalid_candle` and its like, `invalid_funding`) for contents that are not valid.
  InlineRepository(std::vector<CandleSeries> main, std::vector<CandleSeries> detailed, std::vector<CandleSeries> mark = {},
                   std::map<std::string, FundingSeries> funding = {});

  std::vector<Interval> stored_intervals(const std::string& symbol) const override;
  std::optional<CandleSeries> load(const std::string& symbol, Interval interval, TimeRange range, Warnings& warnings) const override;
  FundingSeries load_funding(const std::string& symbol, TimeRange range) const override;
  std::optional<CandleSeries> load_mark(const std::string& symbol, TimeRange range) const override;
  std::vector<std::string> symbols() const override;
  std::string describe() const override;

 private:
  using SeriesByInterval = std::map<Interval, CandleSeries>;
  static void add(std::map<std::string, SeriesByInterval>& to, std::vector<CandleSeries> series);

  std::map<std::string, SeriesByInterval> candles_;
  std::map<std::string, SeriesByInterval> marks_;
  std::map<std::string, FundingSeries> funding_;
};

}  // namespace orchestrator
