// The embedded default: candles from the candle store's Arrow files.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/repository/candle_repository.h"
#include "orchestrator/repository/candle_store.h"

namespace orchestrator {

/// One exchange and market of a candle store. Series are views of mapped files: loading costs the validation of the rows asked for
/// (about 1 ns a candle) and no copy. Thread-safe.
class ArrowRepository final : public CandleRepository {
 public:
  /// Throws a configuration error when exchange or market is no plain name.
  ArrowRepository(CandleStore store, std::string exchange, std::string market);

  std::vector<Interval> stored_intervals(const std::string& symbol) const override;
  std::optional<CandleSeries> load(const std::string& symbol, Interval interval, TimeRange range, Warnings& warnings) const override;
  FundingSeries load_funding(const std::string& symbol, TimeRange range) const override;
  std::optional<CandleSeries> load_mark(const std::string& symbol, TimeRange range) const override;
  std::vector<std::string> symbols() const override;
  std::string stored_elsewhere(const std::string& symbol) const override;
  std::string describe() const override;

 private:
  std::optional<CandleSeries> load_series(const SeriesId& id, TimeRange range) const;

  CandleStore store_;
  std::string exchange_;
  std::string market_;
};

}  // namespace orchestrator
