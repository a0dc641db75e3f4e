// CSV files of candles and funding rates.
#pragma once

#include <string_view>

#include "orchestrator/importing/file_content.h"

namespace orchestrator {

/// Reads a Binance archive CSV: klines (also of mark prices) have 12 columns, funding rates 3; with or without a header row, times in
/// milliseconds or microseconds. Throws a data error (`bad_row`, `empty_file`) naming the line. `threads` for one large file.
FileContent read_binance_csv(std::string_view text, SeriesKind kind = SeriesKind::kCandles, unsigned threads = 1);

/// Reads any CSV whose header row names the columns (`choose_columns`); delimiter `,`, `;` or tab. Times are ISO 8601 or integers in s, ms,
/// us or ns. Throws a data error: `not_candles` when the columns are not those of candles, otherwise as above.
FileContent read_named_csv(std::string_view text, SeriesKind kind = SeriesKind::kCandles, unsigned threads = 1);

/// One of the two: Binance's when there is no header row, which then must have Binance's columns (`not_candles` when not).
FileContent read_csv(std::string_view text, SeriesKind kind = SeriesKind::kCandles, unsigned threads = 1);

}  // namespace orchestrator
