// Trade log and equity curve as Arrow IPC files, for pandas, polars and everything else that reads Arrow. Part of the files library.
#pragma once

#include <string>

#include "orchestrator/base/files_library.h"
#include "orchestrator/results/backtest_result.h"

namespace orchestrator {

/// Writes the trade log: one row a trade, the columns of `trade_log`; times as timestamp[ms, UTC]. Replaces the file. Throws a data error (`write_failed`).
void write_trades_arrow(const BacktestResult& result, const std::string& path);
/// Writes every point of the equity curve (whatever `equity_curve` says): time, equity.
void write_equity_arrow(const BacktestResult& result, const std::string& path);

inline constexpr FilesFunction<decltype(write_trades_arrow)> write_trades_arrow_loaded{"orchestrator_write_trades_arrow"};
inline constexpr FilesFunction<decltype(write_equity_arrow)> write_equity_arrow_loaded{"orchestrator_write_equity_arrow"};

}  // namespace orchestrator
