// The key figures of a run. Definitions: docs/semantics.md, notes 10.d, 10.e, 10.i and 10.j.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "orchestrator/base/time.h"
#include "orchestrator/portfolio/equity_curve.h"
#include "orchestrator/portfolio/trade_record.h"

namespace orchestrator {

/// Fractions, not percent; money in cash currency. Undefined is nullopt.
struct Metrics {
  using Figure = std::optional<double>;
  Figure total_return, cagr, annual_volatility, sharpe, sortino, calmar, max_drawdown;
  TimeMs max_drawdown_duration_ms = 0;
  Figure profit_factor, expectancy, win_rate, average_win, average_loss, exposure, turnover, sqn, buy_and_hold_return;
  double fees_paid = 0;

  /// Names and figures in the order in which they are shown, the duration left out.
  std::vector<std::pair<const char*, Figure>> figures() const;
};

/// What the figures are computed from.
struct MetricsInput {
  std::span<const double> equity;      ///< one value a step
  std::span<const CurveBlock> blocks;  ///< of `equity`
  const Timeline* timeline = nullptr;  ///< of the steps; a point's time is its step's + detail_ms
  TimeMs detail_ms = 0;
  double initial_cash = 0;
  double final_cash = 0;
  std::span<const TradeRecord> trades;
  std::uint64_t steps_exposed = 0;
  double traded_notional = 0;
  double fees = 0;
  std::vector<double> symbol_returns;  ///< last close / first open - 1 of each symbol that has candles
};

Metrics compute_metrics(const MetricsInput& input);

}  // namespace orchestrator
