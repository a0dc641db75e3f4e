// What the `candles` subcommands have in common: where the store is, which market is meant, how to read names and times.
#pragma once

#include <string>
#include <string_view>

#include "orchestrator/base/time.h"
#include "orchestrator/market/interval.h"
#include "orchestrator/repository/candle_store.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

/// Lives as long as the action that uses it (subcommands keep it in a shared_ptr).
struct CandlesOptions {
  std::string root;                  ///< `--root`; empty: $ORCHESTRATOR_DATA, else ./data
  std::string exchange = "binance";  ///< `--exchange`
  std::string market;                ///< `--market`; empty: what a symbol's name tells, else spot
  bool quiet = false;                ///< `--quiet`: no progress and no remarks on stderr
  bool json = false;                 ///< `--json`: one document instead of a text

  orchestrator::CandleStore store() const;
  /// The market meant with a symbol as the user wrote it: `BTC/USDT:USDT` is `um`, `BTCUSD_PERP` is `cm`, unless --market says otherwise.
  std::string market_of(std::string_view symbol_name) const;
};

/// Adds --root, --exchange, --market, --quiet and --json.
void add_candles_options(CLI::App& command, CandlesOptions& options);

/// Reads an interval. Throws a configuration error (`bad_interval`) at `where`.
orchestrator::Interval interval_of(std::string_view text, std::string_view where);
/// The range of `--since` and `--until`; empty texts are open ends. Throws a configuration error (`bad_time`).
orchestrator::TimeRange range_of(const std::string& since, const std::string& until);

/// Which stored series of a symbol is meant: its candles, mark-price candles (`--mark`) or funding rates (`--funding`).
struct SeriesChoice {
  std::string symbol;
  std::string interval;
  bool mark = false;
  bool funding = false;

  /// Throws a configuration error when the names are bad or --interval is missing.
  orchestrator::SeriesId id(const CandlesOptions& options) const;
};
void add_series_choice(CLI::App& command, SeriesChoice& choice);
