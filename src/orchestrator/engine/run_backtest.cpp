#include "orchestrator/engine/run_backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "orchestrator/base/background_worker.h"
#include "orchestrator/base/version.h"
#include "orchestrator/engine/execution_phase.h"
#include "orchestrator/engine/fingerprint.h"
#include "orchestrator/engine/load_jobs.h"
#include "orchestrator/engine/proposal_phase.h"
#include "orchestrator/telemetry/stopwatch.h"

namespace orchestrator {
namespace {

/// The run's own plan: what decisions without one follow.
TradePlan plan_of(const RunConfiguration& config, const RunComponents& components) {
  TradePlan plan;
  plan.legs.clear();
  for (std::int64_t k = 0; k < config.entry.legs; ++k) {
    OrderLeg leg;
    leg.fraction = 1.0 / static_cast<double>(config.entry.legs);
    leg.offset = config.entry.start_pct + static_cast<double>(k) * config.entry.step_pct;
    if (components.entry_reference) {
      leg.reference = components.entry_reference;
    } else if (const auto* number = std::get_if<double>(&config.entry.reference)) {
      leg.reference = *number;
    } else {
      leg.reference = std::get<NamedReference>(config.entry.reference);
    }
    leg.tif = config.entry.tif;
    leg.expire_bars = config.entry.expire_bars;
    if (components.entry_when) leg.start.when = components.entry_when;
    if (config.entry.when) leg.start = {*config.entry.when, config.entry.when_is_time};
    plan.legs.push_back(leg);
  }
  plan.crossing_policy = config.crossing_policy;
  plan.max_holding_bars = config.max_holding_bars;
  plan.trailing_stop_pct = config.trailing_stop_pct;
  plan.exit_resolver = components.exit_resolver;
  return plan;
}

/// With `num_iterations` the timeline starts at the earliest decision that was kept (2.b).
TimeRange timeline_range(const RunConfiguration& config, const MarketData& data, const std::vector<Job>& jobs) {
  TimeRange range = data.range;
  if (!config.num_iterations) return range;
  TimeMs first = range.end;
  for (const Job& job : jobs) {
    if (job.first_decision < job.size()) first = std::min(first, job.open_time(job.first_decision) + config.interval.ms());
  }
  range.begin = std::max(range.begin, first);
  return range;
}

std::vector<double> symbol_returns(const Timeline& timeline) {
  std::vector<double> returns;
  for (std::size_t s = 0; s < timeline.track_count(); ++s) {
    const CandleSpan& candles = timeline.track(s).candles();
    if (candles.size() > 0) returns.push_back(candles.close.back() / candles.open.front() - 1);
  }
  return returns;
}

CurveOutput curve_output(const CurveSettings& settings) {
  CurveOutput out;
  out.kind = static_cast<CurveOutput::Kind>(settings.kind);
  out.max_points = settings.max_points;
  out.resolution_ms = settings.resolution.ms();
  return out;
}

/// A run in the making: what the steps of run_backtest hand on to each other.
class Run {
 public:
  Run(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository, RunContext& context)
      : config_(config), components_(components), repository_(repository), context_(context), jobs_(std::make_shared<std::vector<Job>>()) {
    result_.warnings = config.warnings;
  }

  BacktestResult run() {
    load();
    result_.timings.load_s = watch_.lap();
    // The hash reads every candle once: beside the phases it costs nothing that anyone waits for.
    const auto hash = helper_.start([this] { result_.data_fingerprint = fingerprint(data_); });
    propose();
    result_.timings.proposals_s = watch_.lap();
    execute();
    result_.timings.execution_s = watch_.lap();
    helper_.wait(hash);
    describe();
    result_.timings.results_s = watch_.lap();
    result_.timings.total_s = watch_.total();
    return std::move(result_);
  }

 private:
  void load() {
    context_.progress.start_phase("load", 0);
    LoadedJobs loaded = load_jobs(config_, components_, repository_, result_.warnings);
    result_.strategy = std::move(loaded.strategy);
    needs_processes_ = loaded.needs_processes;
    lookback_ = loaded.lookback;
    data_ = std::move(loaded.data);
    *jobs_ = std::move(loaded.jobs);
    build_timeline();
    warn_about_late_details();
    warn_about_gaps(data_, result_.warnings);
  }

  void build_timeline() {
    const TimeRange range = timeline_range(config_, data_, *jobs_);
    std::vector<CandleSpan> tracks;
    for (SymbolData& symbol : data_.symbols) {
      symbol.detail = symbol.detail.within(range);
      tracks.push_back(symbol.detail);
      result_.kept.push_back(symbol.detail.owner);
      result_.symbols.push_back(symbol.name);
    }
    result_.timeline = std::make_shared<const Timeline>(tracks, data_.detail_interval.ms());
    if (config_.market == Market::kPerp) load_perpetual_data(config_, range, repository_, data_, result_.warnings);
  }

  /// 2.e: what is decided before a symbol's first detail candle waits for it, which may be days.
  void warn_about_late_details() {
    for (const Job& job : *jobs_) {
      if (job.first_decision >= job.size()) continue;
      const TimeMs decided = job.open_time(job.first_decision) + config_.interval.ms();
      for (const std::uint32_t index : job.symbols) {
        const SymbolData& symbol = data_.symbols[index];
        if (symbol.detail.size() == 0 || symbol.detail.open_time.front() <= decided + config_.interval.ms()) continue;
        result_.warnings.push_back(
            {"detail_begins_late",
             fmt::format("{} is decided on from {} but its {} candles begin at {}: earlier decisions wait until then", symbol.name,
                         format_time(decided), data_.detail_interval.name(), format_time(symbol.detail.open_time.front())),
             symbol.name, 0});
      }
    }
  }

  void propose() {
    ProposalPhaseSettings settings;
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    settings.workers = config_.parallel_symbols ? static_cast<std::size_t>(*config_.parallel_symbols) : cores;
    settings.workers = std::min(settings.workers, jobs_->size());
    settings.lookback = lookback_;
    settings.tp_ratio = config_.tp_ratio.value_or(kNoPrice);
    settings.sl_ratio = config_.sl_ratio.value_or(kNoPrice);
    settings.interval = config_.interval;
    settings.skip_errors = config_.skip_strategy_errors;
    settings.in_processes = needs_processes_;
    settings.time_limits = config_.time_limits;
    settings.strategy_name = result_.strategy;
    settings.host = components_.process_host;
    result_.timings.workers = settings.workers;
    run_proposal_phase(*jobs_, data_, components_.make_strategy, settings, context_);
    proposals_ = order_proposals(*jobs_);
  }

  void execute() {
    const auto plan = std::make_shared<const TradePlan>(plan_of(config_, components_));
    const auto name = std::make_shared<const std::string>(result_.strategy);
    result_.kept.push_back(name);
    result_.kept.push_back(jobs_);
    const ExecutionInput input{config_, components_, data_, *jobs_, proposals_, *result_.timeline, *plan, *name, context_.check_every_event,
                               helper()};
    ExecutionOutput output = run_execution_phase(input, std::nullopt, context_);
    if (config_.intrabar_report) result_.intrabar_report = intrabar_report(input, output);
    if (output.mirrored > 0) {
      result_.warnings.push_back({"mirrored_bracket",
                                  fmt::format("{} short{} came with take-profit above and stop-loss below the entry and {} mirrored",
                                              output.mirrored, output.mirrored == 1 ? "" : "s", output.mirrored == 1 ? "was" : "were"),
                                  "", static_cast<std::int64_t>(output.mirrored)});
    }
    if (const auto dropped = output.portfolio.dropped_legs; dropped > 0) {
      result_.warnings.push_back({"leg_dropped",
                                  fmt::format("{} limit leg{} lay beyond stop or take-profit and {} dropped", dropped,
                                              dropped == 1 ? "" : "s", dropped == 1 ? "was" : "were"),
                                  "", static_cast<std::int64_t>(dropped)});
    }
    result_.counts.proposals = output.proposals;
    result_.portfolio = std::move(output.portfolio);
  }

  IntrabarReport intrabar_report(const ExecutionInput& input, const ExecutionOutput& main) {
    IntrabarReport report;
    report.ambiguous_exits = main.portfolio.ambiguous_exits;
    const auto final_equity = [&](CrossingPolicy policy) { return run_execution_phase(input, policy, context_).portfolio.final_cash; };
    report.final_equity_prefer_sl = final_equity(CrossingPolicy::kPreferSl);
    report.final_equity_prefer_tp = final_equity(CrossingPolicy::kPreferTp);
    return report;
  }

  void describe() {
    result_.interval = config_.interval;
    result_.detail_interval = data_.detail_interval;
    result_.market = config_.market;
    result_.parallel_symbols = config_.parallel_symbols;
    result_.seed = config_.seed;
    result_.initial_cash = config_.initial_cash;
    result_.explain = config_.explain;
    result_.curve = curve_output(config_.equity_curve);
    result_.config_hash = config_.config_hash;
    result_.engine_version = engine_version();
    for (const Job& job : *jobs_) {
      result_.timings.bars += job.size() * job.symbols.size();
      result_.counts.strategy_errors += job.strategy_errors;
    }
    const PortfolioResults& portfolio = result_.portfolio;
    count_outcomes(portfolio, result_.counts);
    MetricsInput input;
    input.equity = portfolio.equity.values();
    input.blocks = portfolio.equity.blocks();
    input.timeline = result_.timeline.get();
    input.detail_ms = result_.detail_interval.ms();
    input.initial_cash = result_.initial_cash;
    input.final_cash = portfolio.final_cash;
    input.trades = portfolio.trades;
    input.steps_exposed = portfolio.steps_exposed;
    input.traded_notional = portfolio.traded_notional;
    input.fees = portfolio.fees;
    input.symbol_returns = symbol_returns(*result_.timeline);
    result_.metrics = compute_metrics(input);
  }

  /// Whoever asks for one worker gets one thread of work.
  BackgroundWorker* helper() { return config_.parallel_symbols == 1 || std::thread::hardware_concurrency() < 2 ? nullptr : &helper_; }

  const RunConfiguration& config_;
  const RunComponents& components_;
  const CandleRepository& repository_;
  RunContext& context_;
  Stopwatch watch_;
  std::size_t lookback_ = 1;
  bool needs_processes_ = false;
  MarketData data_;
  std::shared_ptr<std::vector<Job>> jobs_;
  std::vector<OrderedProposal> proposals_;
  BacktestResult result_;
  BackgroundWorker helper_;  // last: its jobs end before what they use
};

}  // namespace

BacktestResult run_backtest(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                            RunContext& context) {
  return Run(config, components, repository, context).run();
}

}  // namespace orchestrator
