// What a file's name and place tell about the candles in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "orchestrator/market/interval.h"
#include "orchestrator/repository/series_id.h"

namespace orchestrator {

enum class FileFormat : std::uint8_t { kCsv, kZip, kFeather, kParquet };

/// Empty parts are not told by the name.
struct FileIdentity {
  FileFormat format = FileFormat::kCsv;
  std::string symbol;  ///< canonical
  std::optional<Interval> interval;
  SeriesKind kind = SeriesKind::kCandles;
  std::string market;       ///< `spot`, `um`, `cm`
  bool binance = false;     ///< named as the Binance archive names its files, so its rows must be Binance's
  std::string skip_reason;  ///< not empty: the name says that the file holds no candles that can be stored

  /// True when the name alone tells which series it is.
  bool complete() const { return !symbol.empty() && (interval || kind == SeriesKind::kFunding); }
};

/// Reads names of the Binance archive (`BTCUSDT-1m-2024-01.zip`, `…-2024-01-05.csv`, `BTCUSDT-fundingRate-2024-01.zip`; folders `spot`,
/// `futures/um`, `futures/cm`, `markPriceKlines`), of freqtrade (`BTC_USDT-5m.feather`, `BTC_USDT_USDT-1h-futures.feather`, `-mark`,
/// `-funding_rate`) and plain ones (`BTCUSDT-1m.csv`, `BTCUSDT_1m.parquet`, `BTCUSDT.csv`). The extension decides the format.
FileIdentity identify_file(const std::filesystem::path& file);

}  // namespace orchestrator
