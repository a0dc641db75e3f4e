// Which stored series a subcommand looks at: all, or those of some symbols, one interval, one market.
#pragma once

#include <string>
#include <vector>

#include "candles_options.h"

struct SeriesSelection : CandlesOptions {
  std::vector<std::string> symbols;  ///< as the user wrote them; empty: all
  std::string interval;              ///< `--interval`; empty: all
  bool exchange_given = false;       ///< otherwise series of every exchange are meant

  /// In the store's order. Throws a data error (`series_not_found`) for a symbol of which nothing is found: it was asked for.
  std::vector<orchestrator::SeriesId> of(const orchestrator::CandleStore& store) const;
};

/// Adds the symbols, --interval and the common options, with --json.
void add_series_selection(CLI::App& command, SeriesSelection& selection);
