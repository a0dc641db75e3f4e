// The engine beside the bare loop, in one process, on the same candles. Ratios are what counts: `make bench` puts them into a table.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "bare_loop.h"
#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/repository/inline_repository.h"
#include "orchestrator/results/result_json.h"
#include "orchestrator/strategies/ema_cross_strategy.h"
#include "sample_series.h"

namespace orchestrator::benchmarks {
namespace {

constexpr double kCash = 1e6;

/// BUY on every bar: what is left is the cost of looking and refusing.
class EveryBar final : public BaseStrategy {
 public:
  std::string name() const override { return "EveryBar"; }
  Decision decide(const BarView&) override {
    Decision decision;
    decision.signal = Signal::kBuy;
    return decision;
  }
};

struct Market {
  std::vector<CandleSeries> series;
  std::unique_ptr<InlineRepository> repository;
  RunConfiguration config;
};

Market make_market(std::size_t symbols, std::size_t rows) {
  Market market;
  for (std::size_t s = 0; s < symbols; ++s) {
    market.series.push_back(sample_series("S" + std::to_string(s), rows, 1 + s));
    market.config.symbols.push_back(market.series.back().symbol);
  }
  market.repository = std::make_unique<InlineRepository>(market.series, std::vector<CandleSeries>{});
  market.config.initial_cash = kCash;
  market.config.tp_ratio = 0.02;
  market.config.sl_ratio = 0.01;
  market.config.sell_signal = SellSignal::kIgnore;
  return market;
}

const Market& cached_market(std::size_t symbols, std::size_t rows) {
  static std::map<std::pair<std::size_t, std::size_t>, Market> markets;
  const auto key = std::make_pair(symbols, rows);
  if (!markets.contains(key)) markets.emplace(key, make_market(symbols, rows));
  return markets.at(key);
}

template <typename Strategy>
RunComponents components(std::size_t capacity) {
  RunComponents c;
  c.make_strategy = [] { return std::make_unique<Strategy>(); };
  c.fee_model = std::make_unique<StaticCost>(0.001);
  c.slippage_model = std::make_unique<StaticCost>(0.0);
  c.fill_policy = std::make_unique<AggressiveMarketPolicy>();
  c.sizing_model = std::make_unique<FixedFraction>(0.1);
  c.capacity_policy = std::make_unique<LegCapacity>(capacity);
  return c;
}

BacktestResult run(const Market& market, const RunConfiguration& config, const RunComponents& parts) {
  RunContext context;
  return run_backtest(config, parts, *market.repository, context);
}

/// The comparison is worth something only when both do the same trades.
void require_equal(const BacktestResult& result, const BareRun& bare) {
  const auto& trades = result.portfolio.trades;
  bool same = trades.size() == bare.trades.size() || trades.size() == bare.trades.size() + 1;  // FINAL
  for (std::size_t i = 0; same && i < bare.trades.size(); ++i) {
    same = std::fabs(trades[i].entry_price / bare.trades[i].entry_price - 1) < 1e-9 &&
           std::fabs(trades[i].exit_price / bare.trades[i].exit_price - 1) < 1e-9 &&
           std::fabs(trades[i].pnl - bare.trades[i].pnl) < 1e-6 * kCash;
  }
  if (same) return;
  std::fprintf(stderr, "the engine and the bare loop disagree: %zu and %zu trades\n", trades.size(), bare.trades.size());
  std::exit(1);
}

/// Where a benchmark's runs spent their time, as counters in milliseconds a run.
class PhaseClock {
 public:
  void add(const Timings& t) {
    sum_.load_s += t.load_s;
    sum_.proposals_s += t.proposals_s;
    sum_.execution_s += t.execution_s;
    sum_.results_s += t.results_s;
  }
  void report(benchmark::State& state, const BacktestResult& result) const {
    const double runs = static_cast<double>(state.iterations()) / 1000;
    state.counters["load_ms"] = sum_.load_s / runs;
    state.counters["propose_ms"] = sum_.proposals_s / runs;
    state.counters["execute_ms"] = sum_.execution_s / runs;
    state.counters["finish_ms"] = sum_.results_s / runs;
    state.counters["trades"] = static_cast<double>(result.portfolio.trades.size());
  }

 private:
  Timings sum_;
};

void bare_loop(benchmark::State& state) {
  const Market& market = cached_market(1, static_cast<std::size_t>(state.range(0)));
  std::vector<double> equity(market.series[0].size());
  BareRun result;
  for (auto _ : state) run_bare_loop(market.series[0], kCash, equity.data(), result);
  state.counters["trades"] = static_cast<double>(result.trades.size());
}
BENCHMARK(bare_loop)->Arg(1000000)->Unit(benchmark::kMillisecond);

void engine_single(benchmark::State& state) {
  const Market& market = cached_market(1, static_cast<std::size_t>(state.range(0)));
  const RunComponents parts = components<EMACrossStrategy>(1);
  BareRun bare;
  std::vector<double> equity(market.series[0].size());
  run_bare_loop(market.series[0], kCash, equity.data(), bare);
  BacktestResult result = run(market, market.config, parts);
  require_equal(result, bare);
  PhaseClock clock;
  for (auto _ : state) {
    result = run(market, market.config, parts);
    clock.add(result.timings);
  }
  clock.report(state, result);
}
BENCHMARK(engine_single)->Arg(1000000)->Unit(benchmark::kMillisecond)->UseRealTime();

void engine_shared_portfolio(benchmark::State& state) {
  const Market& market = cached_market(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)));
  const RunComponents parts = components<EMACrossStrategy>(static_cast<std::size_t>(state.range(0)));
  BacktestResult result;
  PhaseClock clock;
  for (auto _ : state) {
    result = run(market, market.config, parts);
    clock.add(result.timings);
  }
  clock.report(state, result);
}
BENCHMARK(engine_shared_portfolio)->Args({50, 100000})->Unit(benchmark::kMillisecond)->UseRealTime();

/// A decision on every bar, refused because the capacity is full, with trades that are held for `range(1)` bars.
void engine_refusing(benchmark::State& state) {
  const Market& market = cached_market(1, static_cast<std::size_t>(state.range(0)));
  RunConfiguration config = market.config;
  config.tp_ratio.reset();
  config.sl_ratio.reset();
  config.max_holding_bars = state.range(1);
  const RunComponents parts = components<EveryBar>(1);
  BacktestResult result;
  PhaseClock clock;
  for (auto _ : state) {
    result = run(market, config, parts);
    clock.add(result.timings);
  }
  clock.report(state, result);
}
BENCHMARK(engine_refusing)->ArgsProduct({{250000, 500000, 1000000}, {10, 1000, 100000}})->Unit(benchmark::kMillisecond)->UseRealTime();

/// JSON of a curve of every bar, as the command writes it.
void result_json(benchmark::State& state) {
  const Market& market = cached_market(1, 1000000);
  const BacktestResult result = run(market, market.config, components<EMACrossStrategy>(1));
  std::size_t bytes = 0;
  for (auto _ : state) write_json(result, false, [&](std::string_view piece) { bytes += piece.size(); });
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(result_json)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace orchestrator::benchmarks

BENCHMARK_MAIN();
