// What the same work costs without any of the engine's generality: one pass, two EMAs, one position, everything in registers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "orchestrator/market/candle_series.h"

namespace orchestrator::benchmarks {

struct BareTrade {
  std::uint32_t entry_bar, exit_bar;
  double entry_price, exit_price, quantity, pnl;
};
struct BareRun {
  double final_equity = 0;
  std::vector<BareTrade> trades;
};

/// EMA(9)/EMA(21) cross up, entry at the next open with 10 % of equity, take-profit 2 %, stop 1 %, fee 0.1 %, no overlap of trades; equity of each bar.
/// The same trades as the engine makes with capacity 1 (checked by the benchmark before it times anything).
void run_bare_loop(const CandleSpan& candles, double cash, double* equity, BareRun& run);

}  // namespace orchestrator::benchmarks
