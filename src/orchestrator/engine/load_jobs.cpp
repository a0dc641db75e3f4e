#include "orchestrator/engine/load_jobs.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

/// Longer lookbacks are not multiplied: no series is that long, and times must not overflow.
constexpr std::size_t kLongLookback = 1'000'000;

}  // namespace

LoadedJobs load_jobs(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                     Warnings& warnings, std::size_t warm_ups) {
  LoadedJobs loaded;
  const auto strategy = components.make_strategy();
  loaded.strategy = strategy->name();
  loaded.needs_processes = strategy->needs_processes();
  loaded.lookback = std::max<std::size_t>(strategy->get_required_lookback(config.interval), 1);
  const std::vector<std::string> symbols = strategy->filter_symbols(config.symbols);
  if (symbols.empty()) throw strategy_error("no_symbols", "the strategy's filter_symbols left no symbol", "/strategy");
  const std::vector<WorkUnit> units = strategy->work_units(symbols);
  const bool baskets = std::any_of(units.begin(), units.end(), [](const WorkUnit& unit) { return unit.symbols.size() > 1; });
  const std::size_t warm_up = loaded.lookback > kLongLookback ? loaded.lookback : loaded.lookback * warm_ups;
  loaded.data = load_market_data(config, symbols, {warm_up, baskets}, repository, warnings);
  loaded.jobs = make_jobs(config, units, loaded.data, warm_up, warnings);
  drop_unused_history(loaded.jobs, loaded.data);
  const bool decides = std::any_of(loaded.jobs.begin(), loaded.jobs.end(), [](const Job& job) { return job.first_decision < job.size(); });
  if (!decides) {
    throw data_error("no_decision_bars", fmt::format("no {} bar of any symbol has its decision time in the range", config.interval.name()),
                     "/symbols", "check start_date and end_date against `orchestrator candles list`");
  }
  return loaded;
}

}  // namespace orchestrator
