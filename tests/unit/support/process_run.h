// Runs over a few symbols whose strategy is a function and wants processes, and memory that its processes share with the test.
#pragma once

#include <dirent.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "orchestrator/engine/run_backtest.h"
#include "orchestrator/market/candle_columns.h"
#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/repository/inline_repository.h"

namespace orchestrator::test_support {

using Rule = std::function<Decision(const BarView&)>;

class ProcessStrategy final : public BaseStrategy {
 public:
  explicit ProcessStrategy(Rule rule) : rule_(std::move(rule)) {}
  std::string name() const override { return "ProcessStrategy"; }
  bool needs_processes() const override { return true; }
  std::size_t get_required_lookback(Interval) const override { return 2; }
  Decision decide(const BarView& bars) override { return rule_(bars); }
  void reset() override {
    if (on_reset) on_reset();
  }
  void fit(const BarView&) override {
    if (on_fit) on_fit();
  }
  std::function<void()> on_reset, on_fit;

 private:
  Rule rule_;
};

inline const std::string& symbol_of(const BarView& bars) { return bars.job().symbols.front().symbol; }

/// S0, S1, …: each with that many one-minute bars from 2024-01-01 on.
inline CandleSeries minute_bars(std::size_t number, std::size_t bars) {
  std::mt19937_64 random(number + 1);
  std::normal_distribution<double> normal;
  CandleColumns columns;
  double price = 100;
  for (std::size_t i = 0; i < bars; ++i) {
    const double open = price, close = open * std::exp(0.002 * normal(random));
    const double high = std::max(open, close) * 1.002, low = std::min(open, close) * 0.998;
    columns.push_back({1704067200000 + static_cast<TimeMs>(i) * kMinuteMs, open, high, low, close, 1000});
    price = close;
  }
  return make_series("S" + std::to_string(number), Interval(), std::move(columns));
}

class ProcessRun {
 public:
  explicit ProcessRun(Rule rule, std::size_t symbols = 4, std::size_t bars = 200) {
    std::vector<CandleSeries> series;
    for (std::size_t s = 0; s < symbols; ++s) {
      series.push_back(minute_bars(s, bars));
      config.symbols.push_back(series.back().symbol);
    }
    config.parallel_symbols = 3;
    repository_ = std::make_unique<InlineRepository>(std::move(series), std::vector<CandleSeries>{});
    components.make_strategy = [rule = std::move(rule)] { return std::make_unique<ProcessStrategy>(rule); };
    components.fee_model = std::make_unique<StaticCost>(0.001);
    components.slippage_model = std::make_unique<StaticCost>(0.0);
    components.fill_policy = std::make_unique<AggressiveMarketPolicy>();
    components.sizing_model = std::make_unique<FixedFraction>(0.01);
    components.capacity_policy = std::make_unique<LegCapacity>(50);
  }

  BacktestResult operator()() { return run_backtest(config, components, *repository_, context); }
  BacktestResult operator()(std::int64_t workers) {
    config.parallel_symbols = workers;
    return (*this)();
  }
  /// The error that the run ends with.
  Error error() {
    try {
      (*this)();
    } catch (const Error& error) {
      return error;
    }
    throw std::logic_error("the run did not fail");
  }
  Error error(std::int64_t workers) {
    config.parallel_symbols = workers;
    return error();
  }

  RunConfiguration config;
  RunComponents components;
  RunContext context;

 private:
  std::unique_ptr<InlineRepository> repository_;
};

/// An object that a process shares with those it forks.
template <typename T>
class Shared {
 public:
  Shared() {
    void* const memory = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
    object_ = new (memory) T();
  }
  ~Shared() { ::munmap(object_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }

 private:
  T* object_;
};

inline bool has_children() {
  const pid_t any = ::waitpid(-1, nullptr, WNOHANG);
  return !(any < 0 && errno == ECHILD);
}

/// Neither there nor waiting to be buried.
inline bool is_gone(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/stat");
  std::string text;
  if (!std::getline(file, text)) return true;
  const std::size_t state = text.rfind(')') + 2;
  return state < text.size() && (text[state] == 'Z' || text[state] == 'X');
}

/// Looks until it is so, for ten seconds at most.
template <typename Condition>
bool comes_true(Condition condition) {
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < latest) {
    if (condition()) return true;
    ::usleep(1000);
  }
  return condition();
}

}  // namespace orchestrator::test_support
