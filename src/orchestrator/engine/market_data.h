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

/// How much history before the range is loaded.
struct WarmUp {
  std::size_t bars = 1;
  bool whole_history = false;  ///< baskets: how many bars of each symbol make `bars` joined ones is known only after joining
};

/// Loads every symbol of the run (`symbols`, canonical names), with warm-up where the repository has it. Appends fall-backs to
/// `warnings`. Throws a data error for a series that cannot be had.
MarketData load_market_data(const RunConfiguration& config, const std::vector<std::string>& symbols, WarmUp warm_up,
                            const CandleRepository& repository, Warnings& warnings);

/// Loads funding rates and mark prices for the timeline's `range` (8.d). Appends missing funding to `warnings`.
void load_perpetual_data(const RunConfiguration& config, TimeRange range, const CandleRepository& repository, MarketData& data,
                         Warnings& warnings);

/// Appends a warning for each series with holes (1.d).
void warn_about_gaps(const MarketData& data, Warnings& warnings);

}  // namespace orchestrator
