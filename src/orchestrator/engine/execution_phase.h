// Phase 2: all proposals over one timeline, in order, through the portfolio.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "orchestrator/engine/proposal_order.h"
#include "orchestrator/engine/run_components.h"
#include "orchestrator/market/timeline.h"
#include "orchestrator/portfolio/base_portfolio_manager.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

/// What phase 2 works on. Everything outlives it.
struct ExecutionInput {
  const RunConfiguration& config;
  const RunComponents& components;
  const MarketData& data;
  const std::vector<Job>& jobs;
  const std::vector<OrderedProposal>& proposals;
  const Timeline& timeline;
  const TradePlan& plan;             ///< the run's own
  const std::string& strategy_name;  ///< of decisions that name none
  bool check_every_event;
  BackgroundWorker* helper;  ///< null: nothing is done beside the execution
};

struct ExecutionOutput {
  PortfolioResults portfolio;
  std::uint64_t proposals = 0;  ///< decisions that would open
  std::uint64_t mirrored = 0;   ///< shorts given in the long convention
};

/// Executes the proposals. `crossing_override` replaces every plan's crossing policy (`intrabar_report`).
ExecutionOutput run_execution_phase(const ExecutionInput& input, std::optional<CrossingPolicy> crossing_override, RunWatch& watch);

}  // namespace orchestrator
