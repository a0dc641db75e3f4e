// The candles of a run: what decisions are made on, and what orders are filled on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orchestrator/engine/configuration.h"
#include "orchestrator/repository/candle_repository.h"

namespace orchestrator {

/// One symbol's series. Both are views of the store where it has them.
struct SymbolData {
  std::string name;
  CandleSeries decision;  ///< up to the last decision bar of the range, warm-up included
  CandleSeries detail;    ///< the timeline's candles: open times within the range
  FundingSeries funding;
  std::optional<CandleSeries> mark;
};

struct MarketData {
  std::vector<SymbolData> symbols;
  Interval detail_interval;
  TimeRange range;  ///< of decision times and timeline
};

/// Loads every symbol of the run (`symbols`, canonical names). `lookback` bars of warm-up are loaded where the repository has them. Appends gaps, fall-backs
/// and missing funding to `warnings`. Throws a data error for a series that cannot be had.
MarketData load_market_data(const RunConfiguration& config, const std::vector<std::string>& symbols, std::size_t lookback,
                            const CandleRepository& repository, Warnings& warnings);

}  // namespace orchestrator
