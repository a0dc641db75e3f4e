// What a finished back-test knows, before it is written as JSON or Arrow.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "orchestrator/market/timeline.h"
#include "orchestrator/market/warning.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"
#include "orchestrator/results/metrics.h"

namespace orchestrator {

/// The same proposals under each crossing policy (note 5.h).
struct IntrabarReport {
  std::uint64_t ambiguous_exits = 0;
  double final_equity_prefer_sl = 0;
  double final_equity_prefer_tp = 0;
};

/// How proposals fared (note 10.h).
struct ProposalCounts {
  std::uint64_t proposals = 0;
  std::uint64_t admitted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t unfilled = 0;
  std::uint64_t trades = 0;
  std::uint64_t strategy_errors = 0;
};

/// How much of the equity curve is written.
struct CurveOutput {
  enum class Kind { kFull, kNone, kMaxPoints, kResolution };
  Kind kind = Kind::kFull;
  std::size_t max_points = 0;
  TimeMs resolution_ms = 0;
};

/// Where the time went. Not part of the result's bytes.
struct Timings {
  double load_s = 0;
  double proposals_s = 0;
  double execution_s = 0;
  double results_s = 0;
  double total_s = 0;
  std::size_t workers = 0;
  std::uint64_t bars = 0;
};

struct BacktestResult {
  std::string strategy;
  Interval interval;
  Interval detail_interval;
  Market market = Market::kSpot;
  std::vector<std::string> symbols;  ///< TradeRecord::symbol indexes this
  std::optional<std::int64_t> parallel_symbols;
  std::uint64_t seed = 0;
  double initial_cash = 0;
  PortfolioResults portfolio;
  Metrics metrics;
  ProposalCounts counts;
  Warnings warnings;
  std::optional<IntrabarReport> intrabar_report;
  bool explain = false;
  CurveOutput curve;
  std::string config_hash;
  std::string data_fingerprint;
  std::string engine_version;
  Timings timings;

  std::shared_ptr<const Timeline> timeline;       ///< instants of the equity curve
  std::vector<std::shared_ptr<const void>> kept;  ///< what records point into: texts, candles

  /// Time of the curve's point at a step: the end of its detail candle.
  TimeMs point_time(Step step) const { return timeline->at(step) + detail_interval.ms(); }
};

/// How the proposals of a finished portfolio fared; `proposals` and `strategy_errors` are known elsewhere.
void count_outcomes(const PortfolioResults& portfolio, ProposalCounts& counts);
/// `exit_type` as text; `labels` are the portfolio's.
std::string exit_type_name(const TradeRecord& trade, const std::vector<std::string>& labels);
/// `WIN`, `LOSS` or `EVEN`.
const char* outcome_name(const TradeRecord& trade);
/// Steps of the curve that are written: all, none, the last of each bucket, or an even choice that keeps both ends.
std::vector<Step> curve_steps(const BacktestResult& result);

}  // namespace orchestrator
