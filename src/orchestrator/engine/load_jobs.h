// The candles and jobs of a run, before anything is decided.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/job.h"
#include "orchestrator/engine/market_data.h"
#include "orchestrator/engine/run_components.h"
#include "orchestrator/repository/candle_repository.h"

namespace orchestrator {

struct LoadedJobs {
  std::string strategy;          ///< its name
  std::size_t lookback = 1;      ///< bars, at least 1
  bool needs_processes = false;  ///< BaseStrategy::needs_processes
  MarketData data;
  std::vector<Job> jobs;  ///< at least one of them has a bar to decide on
};

/// Asks the strategy for its symbols and work units, loads their candles and makes the jobs. Before its first decision bar a job has
/// `warm_ups` times the lookback where the repository has that much; a run has once. Appends to `warnings`. Throws strategy errors for work
/// units that cannot be, data errors for series that cannot be had and for a range without decision bars.
LoadedJobs load_jobs(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                     Warnings& warnings, std::size_t warm_ups = 1);

}  // namespace orchestrator
