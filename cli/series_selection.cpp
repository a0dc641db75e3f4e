#include "series_selection.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <optional>

#include "orchestrator/base/error.h"
#include "orchestrator/market/symbol.h"
#include "orchestrator/repository/series_lookup.h"

using namespace orchestrator;

namespace {

/// A symbol asked for. `BTC/USDT:USDT` tells the market too, `BTCUSDT` does not.
struct WantedSymbol {
  std::string name;
  std::string market;
  bool found = false;

  bool is(const SeriesId& id) const { return id.symbol == name && (market.empty() || id.market == market); }
};

std::vector<WantedSymbol> wanted_symbols(const SeriesSelection& selection) {
  std::vector<WantedSymbol> wanted;
  for (const auto& name : selection.symbols) {
    wanted.push_back({canonical_symbol(name), selection.market.empty() ? market_of_symbol(name) : selection.market});
  }
  return wanted;
}

/// True when any of the symbols means the series; all that do are noted as found.
bool note_found(std::vector<WantedSymbol>& wanted, const SeriesId& id) {
  bool any = false;
  for (auto& symbol : wanted) {
    if (!symbol.is(id)) continue;
    symbol.found = true;
    any = true;
  }
  return any;
}

}  // namespace

std::vector<SeriesId> SeriesSelection::of(const CandleStore& store) const {
  std::optional<Interval> only;
  if (!interval.empty()) only = interval_of(interval, "--interval");
  std::vector<WantedSymbol> wanted = wanted_symbols(*this);
  std::vector<SeriesId> out;
  for (const auto& id : store.list()) {
    if (exchange_given && id.exchange != exchange) continue;
    if (!market.empty() && id.market != market) continue;
    if (only && (id.kind == SeriesKind::kFunding || id.interval != *only)) continue;
    if (wanted.empty() || note_found(wanted, id)) out.push_back(id);
  }
  for (const auto& symbol : wanted) {
    if (symbol.found) continue;
    const std::string stored = stored_of_symbol(store, exchange, symbol.name);
    throw data_error("series_not_found",
                     fmt::format("nothing {}of {} is stored in {}", stored.empty() ? "" : "like that ", symbol.name, store.root().string()),
                     symbol.name, stored.empty() ? unknown_symbol_hint(store, symbol.name) : "stored of it: " + stored);
  }
  return out;
}

void add_series_selection(CLI::App& command, SeriesSelection& selection) {
  command.add_option("symbols", selection.symbols, "Only these symbols: BTCUSDT (every market), BTC/USDT:USDT (um), …");
  command.add_option("--interval", selection.interval, "Only series of this interval");
  add_candles_options(command, selection);
  command.parse_complete_callback([&selection, &command] { selection.exchange_given = command.count("--exchange") > 0; });
}
