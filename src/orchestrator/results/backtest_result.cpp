#include "orchestrator/results/backtest_result.h"

namespace orchestrator {

void count_outcomes(const PortfolioResults& portfolio, ProposalCounts& counts) {
  counts.admitted = portfolio.admitted;
  counts.unfilled = portfolio.unfilled;
  counts.trades = portfolio.trades.size();
  counts.rejected = 0;
  for (const std::uint64_t count : portfolio.rejections) counts.rejected += count;
}

std::string exit_type_name(const TradeRecord& trade, const std::vector<std::string>& labels) {
  switch (trade.exit_type) {
    case ExitType::kTp:
      return "TP";
    case ExitType::kSl:
      return "SL";
    case ExitType::kTime:
      return "TIME";
    case ExitType::kTrail:
      return "TRAIL";
    case ExitType::kSignal:
      return "SIGNAL";
    case ExitType::kLiquidation:
      return "LIQUIDATION";
    case ExitType::kFinal:
      return "FINAL";
    case ExitType::kResolver:
      return labels[trade.label];
  }
  return "";
}

const char* outcome_name(const TradeRecord& trade) { return trade.pnl > 0 ? "WIN" : trade.pnl < 0 ? "LOSS" : "EVEN"; }

std::vector<Step> curve_steps(const BacktestResult& result) {
  const std::size_t size = result.portfolio.equity.size();
  std::vector<Step> steps;
  switch (result.curve.kind) {
    case CurveOutput::Kind::kNone:
      return steps;
    case CurveOutput::Kind::kFull:
      break;
    case CurveOutput::Kind::kMaxPoints:
      if (size <= result.curve.max_points) break;
      for (std::size_t i = 0; i < result.curve.max_points; ++i) {
        const std::size_t last = result.curve.max_points - 1;
        steps.push_back(static_cast<Step>(last == 0 ? size - 1 : i * (size - 1) / last));
      }
      return steps;
    case CurveOutput::Kind::kResolution:
      for (std::size_t i = 0; i < size; ++i) {
        // A point belongs to the bucket of its candle: the point at 00:00 closes the day before.
        const auto bucket = [&](std::size_t k) {
          return floor_to(result.point_time(static_cast<Step>(k)) - 1, result.curve.resolution_ms);
        };
        if (i + 1 == size || bucket(i) != bucket(i + 1)) steps.push_back(static_cast<Step>(i));
      }
      return steps;
  }
  steps.resize(size);
  for (std::size_t i = 0; i < size; ++i) steps[i] = static_cast<Step>(i);
  return steps;
}

}  // namespace orchestrator
