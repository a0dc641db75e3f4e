// A result for people: a table of the key figures and a sparkline of equity.
#pragma once

#include <string>

#include "orchestrator/results/backtest_result.h"

namespace orchestrator {

/// At most `width` columns wide (at least 60), UTF-8, with a line end. Shows strategy and range, the equity sparkline, key figures, the most
/// frequent reasons of rejection, and warnings.
std::string render_summary(const BacktestResult& result, int width);

}  // namespace orchestrator
