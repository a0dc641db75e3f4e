// A job of phase 1: the symbols it decides on, its bars, and which of them are decided on.
#pragma once

#include <memory>
#include <vector>

#include "orchestrator/engine/market_data.h"
#include "orchestrator/engine/proposal_log.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/strategies/base_strategy.h"

namespace orchestrator {

struct Job {
  std::vector<std::uint32_t> symbols;  ///< indices into the run's symbols
  std::vector<CandleSpan> bars;        ///< one a symbol, loaded bars, joined on equal open times
  std::vector<CandleSeries> joined;    ///< owners of `bars` where joining had to copy
  std::size_t first_decision = 0;      ///< first bar of the range (or of its newest `num_iterations`); earlier ones are warm-up
  ProposalLog proposals{{}};
  std::uint64_t strategy_errors = 0;
  TimeMs first_time = 0;
  TimeMs step_ms = 0;  ///< distance of the bars where there are no holes: then times need not be looked up. 0: there are holes

  std::size_t size() const { return bars.empty() ? 0 : bars.front().size(); }
  TimeMs open_time(std::size_t bar) const {
    return step_ms > 0 ? first_time + static_cast<TimeMs>(bar) * step_ms : bars.front().open_time[bar];
  }
};

/// What keeps the memory of a job's bars of its k-th symbol.
inline const std::shared_ptr<const void>& bars_owner(const Job& job, std::size_t k, const MarketData& data) {
  return job.joined.empty() ? data.symbols[job.symbols[k]].decision.owner : job.joined[k].owner;
}

/// Cuts each symbol's decision series to the bars from the first one that a job loads.
void drop_unused_history(const std::vector<Job>& jobs, MarketData& data);

/// Makes the jobs of a run from the strategy's work units. Rows that are not in all symbols of a job are dropped, with a warning.
std::vector<Job> make_jobs(const RunConfiguration& config, const std::vector<WorkUnit>& units, const MarketData& data, std::size_t lookback,
                           Warnings& warnings);

}  // namespace orchestrator
