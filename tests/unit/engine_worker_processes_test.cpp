// Phase 1 in worker processes: the same results as on one thread, in real processes.
#include <gtest/gtest.h>
#include <stdio.h>

#include <array>
#include <atomic>
#include <csignal>
#include <set>

#include "orchestrator/base/error.h"
#include "orchestrator/results/result_json.h"
#include "support/process_run.h"
#include "support/random_decisions.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

using test_support::has_children;
using test_support::ProcessRun;
using test_support::ProcessStrategy;
using test_support::Shared;
using test_support::symbol_of;

/// Decides at random, from what the bar is: the same wherever it is asked.
test_support::Rule random_rule(unsigned seed) {
  return [seed](const BarView& bars) {
    std::mt19937_64 random(seed ^ static_cast<std::uint64_t>(bars.close() * 1e9));
    return test_support::random_decision(random, bars.close(), bars.symbol_count());
  };
}

/// Which processes called, up to 64 calls that ask.
struct Callers {
  std::array<std::atomic<pid_t>, 64> process{};
  std::atomic<std::size_t> count{0};
  void note() {
    const std::size_t k = count++;
    if (k < process.size()) process[k] = ::getpid();
  }
  std::set<pid_t> all() const {
    std::set<pid_t> found;
    for (std::size_t k = 0; k < std::min(count.load(), process.size()); ++k) found.insert(process[k]);
    return found;
  }
};

/// The result's bytes, without what the number of workers may change.
std::string bytes_of(BacktestResult&& result) {
  result.parallel_symbols.reset();
  return to_json(result, false, false);
}

TEST(WorkerProcesses, TheSameBytesForAnyNumberOfWorkers) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("ORCHESTRATOR_TEST_SEED=" + std::to_string(seed));
  ProcessRun run(random_rule(seed), 7, 400);
  run.config.explain = true;
  BacktestResult alone = run(1);
  EXPECT_GT(alone.counts.trades, 20U);
  EXPECT_EQ(alone.timings.workers, 1U);
  const std::string expected = bytes_of(std::move(alone));
  for (const std::int64_t workers : {2, 4, 7, 20}) {
    BacktestResult result = run(workers);
    EXPECT_EQ(result.timings.workers, static_cast<std::size_t>(std::min<std::int64_t>(workers, 7)));
    EXPECT_EQ(bytes_of(std::move(result)), expected) << workers;
    EXPECT_FALSE(has_children());
  }
}

/// A job of all symbols.
class BasketStrategy final : public BaseStrategy {
 public:
  explicit BasketStrategy(test_support::Rule rule) : rule_(std::move(rule)) {}
  std::string name() const override { return "BasketStrategy"; }
  bool needs_processes() const override { return true; }
  std::vector<WorkUnit> work_units(const std::vector<std::string>& symbols) const override {
    return {{{symbols[0], symbols[1], symbols[2]}}, {{symbols[3], symbols[1]}}};
  }
  Decision decide(const BarView& bars) override { return rule_(bars); }
  std::vector<Decision> decide_basket(const BarView& bars) override {
    std::vector<Decision> decisions = {rule_(bars), rule_(bars)};
    if (decisions[1].signal != Signal::kNo) decisions[1].symbol = 0;
    return decisions;
  }

 private:
  test_support::Rule rule_;
};

TEST(WorkerProcesses, TheSameBytesForBaskets) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("ORCHESTRATOR_TEST_SEED=" + std::to_string(seed));
  ProcessRun run(nullptr, 4, 300);
  run.components.make_strategy = [rule = random_rule(seed)] { return std::make_unique<BasketStrategy>(rule); };
  const std::string expected = bytes_of(run(1));
  EXPECT_EQ(bytes_of(run(2)), expected);
}

TEST(WorkerProcesses, AnswersFarLongerThanAChannelHolds) {
  ProcessRun run(
      [](const BarView& bars) {
        Decision decision;
        decision.signal = Signal::kBuy;
        decision.meta = "{\"" + std::string(2000 + bars.bar() % 7, 'm') + "\":1}";
        return decision;
      },
      3, 3000);
  run.config.explain = true;
  const std::string expected = bytes_of(run(1));
  EXPECT_EQ(bytes_of(run(3)), expected);
}

TEST(WorkerProcesses, JobsRunInAsManyProcessesAsWereAskedFor) {
  const Shared<Callers> callers;
  ProcessRun run([](const BarView&) { return Decision{}; }, 6, 50);
  run.components.make_strategy = [&callers] {
    auto strategy = std::make_unique<ProcessStrategy>([](const BarView&) { return Decision{}; });
    strategy->on_reset = [&callers] { callers->note(); };
    return strategy;
  };
  run(3);
  EXPECT_EQ(callers->count, 6U);
  EXPECT_FALSE(callers->all().contains(::getpid()));
  EXPECT_LE(callers->all().size(), 3U);
}

TEST(WorkerProcesses, OneWorkerOrOneJobNeedsNone) {
  for (const auto& [symbols, workers] : {std::pair<std::size_t, std::int64_t>{3, 1}, {1, 3}}) {
    const Shared<Callers> callers;
    ProcessRun run(
        [&callers](const BarView&) {
          callers->note();
          return Decision{};
        },
        symbols, 10);
    run(workers);
    EXPECT_EQ(callers->all(), std::set<pid_t>{::getpid()});
  }
}

TEST(WorkerProcesses, PlansWithFunctionsAreMadeInTheRunsOwnProcess) {
  const Shared<Callers> callers;
  ProcessRun run(
      [&callers](const BarView& bars) {
        Decision decision;
        if (bars.bar() % 10 != 3) return decision;
        decision.signal = Signal::kBuy;
        if (symbol_of(bars) == "S0" || bars.bar() < 50) return decision;
        if (bars.bar() == 53) callers->note();
        auto plan = std::make_shared<TradePlan>();
        if (symbol_of(bars) == "S1") plan->legs[0].reference = CandlePrice([](const Candle& candle) { return candle.low; });
        if (symbol_of(bars) == "S2") plan->legs[0].start.when = CandleTest([](const Candle& candle) { return candle.close > candle.open; });
        decision.plan = plan;
        return decision;
      },
      4, 300);
  const std::string expected = bytes_of(run(1));
  callers->count = 0;
  EXPECT_EQ(bytes_of(run(3)), expected);
  EXPECT_EQ(callers->count, 5U) << "S1 and S2 twice, S3, whose plan is only values, once";
  EXPECT_TRUE(callers->all().contains(::getpid()));
}

TEST(WorkerProcesses, ErrorsThatAreSkippedAreCountedAlike) {
  ProcessRun run([](const BarView& bars) -> Decision {
    if (bars.bar() % 7 == 0) throw std::runtime_error("no");
    Decision decision;
    decision.signal = Signal::kBuy;
    return decision;
  });
  run.config.skip_strategy_errors = true;
  BacktestResult alone = run(1);
  EXPECT_GT(alone.counts.strategy_errors, 100U);
  EXPECT_EQ(bytes_of(run(3)), bytes_of(std::move(alone)));
}

TEST(WorkerProcesses, WhatUserCodePrintsGoesToStderrOnceAndItsStdinIsEmpty) {
  ProcessRun run(
      [](const BarView& bars) -> Decision {
        if (bars.bar() == 5) std::printf("said by %s\n", symbol_of(bars).c_str());
        if (::getchar() != EOF) throw std::runtime_error("there is something to read");
        return {};
      },
      3, 20);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  std::printf("said before");  // still in the buffer
  run(3);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "said before");
  const std::string said = testing::internal::GetCapturedStderr();
  for (const char* line : {"said by S0\n", "said by S1\n", "said by S2\n"}) {
    EXPECT_NE(said.find(line), std::string::npos) << said;
    EXPECT_EQ(said.find(line), said.rfind(line)) << said;
  }
}

struct HostCalls {
  std::atomic<int> before_fork{0}, in_parent{0}, in_child{0}, before_blocking{0}, after_blocking{0}, at_end{0};
};

class CountingHost final : public ProcessHost {
 public:
  explicit CountingHost(HostCalls& calls) : calls_(calls) {}
  void before_fork() noexcept override { ++calls_.before_fork; }
  void after_fork_in_parent() noexcept override { ++calls_.in_parent; }
  void after_fork_in_child() noexcept override { ++calls_.in_child; }
  void before_blocking() noexcept override { ++calls_.before_blocking; }
  void after_blocking() noexcept override { ++calls_.after_blocking; }
  void end_of_child() noexcept override { ++calls_.at_end; }

 private:
  HostCalls& calls_;
};

TEST(WorkerProcesses, TheHostIsToldOfEachFork) {
  const Shared<HostCalls> calls;
  CountingHost host(*calls);
  ProcessRun run(random_rule(1), 5, 50);
  run.components.process_host = &host;
  run(3);
  EXPECT_EQ(calls->before_fork, 3);
  EXPECT_EQ(calls->in_parent, 3);
  EXPECT_EQ(calls->in_child, 3);
  EXPECT_EQ(calls->at_end, 3);
  EXPECT_GT(calls->before_blocking, 0);
  EXPECT_EQ(calls->before_blocking, calls->after_blocking);
}

TEST(WorkerProcesses, ProgressNeverGoesBackNorTooFar) {
  const pid_t self = ::getpid();
  const Shared<std::atomic<std::uint64_t>> seen;
  ProcessRun run(
      [&seen, self](const BarView& bars) {
        Decision decision;
        decision.signal = Signal::kBuy;
        if (symbol_of(bars) == "S1" && bars.bar() > 5000) {
          // The others' bars are counted, and these 5000: they are not counted again when the job is run once more.
          while (::getpid() != self && *seen < 25000) ::usleep(100);
          auto plan = std::make_shared<TradePlan>();
          plan->legs[0].reference = CandlePrice([](const Candle& candle) { return candle.low; });
          decision.plan = plan;
        }
        return decision;
      },
      3, 10000);
  std::uint64_t newest = 0, looks = 0;
  run.context.poll = [&] {
    const Progress::Snapshot progress = run.context.progress.snapshot();
    if (progress.phase != "proposals") return;
    EXPECT_GE(progress.done, newest);
    EXPECT_LE(progress.done, progress.total);
    newest = progress.done;
    *seen = newest;
    ++looks;
  };
  run(3);
  EXPECT_GT(looks, 0U);
  EXPECT_EQ(newest, 30000U);
}

TEST(WorkerProcesses, AnIgnoredSigchldTakesNothingAway) {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  ProcessRun run(random_rule(2));
  const std::string expected = bytes_of(run(1));
  EXPECT_EQ(bytes_of(run(3)), expected);
  std::signal(SIGCHLD, before);
}

TEST(WorkerProcesses, WithoutThemThePositionIsShownInTheRunsOwn) {
  JobPosition position;
  std::uint32_t highest_job = 0;
  ProcessRun run(
      [&](const BarView& bars) {
        EXPECT_EQ(position.step, JobPosition::Step::kDeciding);
        EXPECT_EQ(position.bar, bars.bar());
        EXPECT_GE(position.calls, bars.bar());
        highest_job = std::max(highest_job, position.job.load());
        return Decision{};
      },
      3, 20);
  run.context.position = &position;
  run(1);
  EXPECT_EQ(highest_job, 2U);
  EXPECT_EQ(position.step, JobPosition::Step::kIdle);
}

}  // namespace
}  // namespace orchestrator
