// Which stored series is meant, and where its file lies below the root.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "orchestrator/market/interval.h"

namespace orchestrator {

enum class SeriesKind : std::uint8_t { kCandles, kMark, kFunding };

/// One stored series. `interval` means nothing for funding.
struct SeriesId {
  std::string exchange = "binance";
  std::string market = "spot";  ///< `spot`, `um` (USD-margined perpetuals), `cm` (coin-margined)
  std::string symbol;           ///< canonical name (market/symbol.h)
  SeriesKind kind = SeriesKind::kCandles;
  Interval interval;

  /// `1m.arrow`, `mark_1m.arrow`, `funding_rate.arrow`.
  std::string file_name() const;
  /// `<exchange>/<market>/<SYMBOL>/<file name>`. Throws a configuration error (`bad_exchange`, `bad_market`, `bad_symbol`) for a name
  /// that is no plain folder name, so that no identifier leads out of the root.
  std::filesystem::path relative_path() const;
  /// `BTCUSDT 1m`, `BTCUSDT mark 1m`, `BTCUSDT funding_rate`.
  std::string label() const;

  static SeriesId candles(std::string exchange, std::string market, std::string symbol, Interval interval);
  static SeriesId mark(std::string exchange, std::string market, std::string symbol, Interval interval);
  static SeriesId funding(std::string exchange, std::string market, std::string symbol);

  friend bool operator==(const SeriesId&, const SeriesId&) = default;
  friend auto operator<=>(const SeriesId&, const SeriesId&) = default;
};

/// The kind and interval that a file name means; nullopt when the file is no series of the store.
std::optional<SeriesId> series_of_file_name(std::string_view file_name);

/// Throws a configuration error unless the text is a plain lower-case folder name: letters, digits, `_` and `-`.
void require_folder_name(std::string_view text, std::string_view what);

}  // namespace orchestrator
