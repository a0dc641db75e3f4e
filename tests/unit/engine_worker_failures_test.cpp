// Worker processes that fail, hang or die: which error comes out, and that no process is left.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <csignal>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/proposal_phase.h"
#include "support/process_run.h"

namespace orchestrator {
namespace {

using test_support::comes_true;
using test_support::has_children;
using test_support::is_gone;
using test_support::ProcessRun;
using test_support::ProcessStrategy;
using test_support::Shared;
using test_support::symbol_of;

/// Calls `what` on bar 5 of S2.
test_support::Rule on_bar_5(std::function<void()> what) {
  return [what = std::move(what)](const BarView& bars) {
    if (bars.bar() == 5 && symbol_of(bars) == "S2") what();
    return Decision{};
  };
}
ProcessRun once(std::function<void()> what) { return ProcessRun(on_bar_5(std::move(what))); }
constexpr const char* kThere = "S2 1m bar 2024-01-01T00:05:00Z";

void die_of(int signal) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  std::signal(signal, SIG_DFL);  // a sanitizer's handler would turn it into an exit
  ::raise(signal);
}

[[noreturn]] void wait_for_ever() {
  while (true) ::pause();
}

void expect_same(const Error& a, const Error& b) {
  EXPECT_EQ(a.kind(), b.kind());
  EXPECT_EQ(a.code(), b.code());
  EXPECT_EQ(a.message(), b.message());
  EXPECT_EQ(a.where(), b.where());
  EXPECT_EQ(a.hint(), b.hint());
  EXPECT_EQ(a.details(), b.details());
}

class WorkerFailures : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_FALSE(has_children()); }
};

TEST_F(WorkerFailures, ErrorsAreThoseOfOneThread) {
  const std::vector<std::function<void()>> failures = {
      [] { throw std::runtime_error("division by zero"); },
      [] { throw strategy_error("my_code", "message", "place", "hint").with_details("line 1\nline 2"); },
      [] { throw internal_error("own_code", "a defect"); },
      [] { throw interrupted_error(); },
      [] { throw data_error("no_model", "the model's file is missing"); },
      [] { throw 3; },
  };
  for (const auto& failure : failures) {
    ProcessRun run = once(failure);
    const Error expected = run.error(1), actual = run.error(3);
    expect_same(actual, expected);
    EXPECT_FALSE(has_children());
  }
  EXPECT_EQ(once(failures[0]).error(3).where(), kThere);
}

TEST_F(WorkerFailures, ErrorsBeforeTheFirstBarAreThoseOfOneThread) {
  for (const bool in_fit : {true, false}) {
    ProcessRun run(nullptr);
    run.config.start_date = 1704067200000 + 10 * kMinuteMs;
    run.components.make_strategy = [in_fit] {
      auto strategy = std::make_unique<ProcessStrategy>([](const BarView&) { return Decision{}; });
      (in_fit ? strategy->on_fit : strategy->on_reset) = [] { throw std::runtime_error("nothing to learn"); };
      return strategy;
    };
    const Error error = run.error(3);
    expect_same(error, run.error(1));
    EXPECT_EQ(error.where(), in_fit ? "S0 1m bar 2024-01-01T00:08:00Z" : "S0 1m");
  }
}

TEST_F(WorkerFailures, OfSeveralTheFirstInOrderIsTold) {
  // S3 fails at once, S1 at its last bar.
  ProcessRun run(
      [](const BarView& bars) -> Decision {
        if (symbol_of(bars) == "S3") throw std::runtime_error("early, but the later job");
        if (symbol_of(bars) == "S1" && bars.bar() == 4999) throw std::runtime_error("late, but the earlier job");
        return {};
      },
      6, 5000);
  for (const std::int64_t workers : {1, 2, 4, 6}) {
    for (int again = 0; again < 5; ++again) EXPECT_EQ(run.error(workers).where(), "S1 1m bar 2024-01-04T11:19:00Z");
  }
}

TEST_F(WorkerFailures, AFailureHereBeforeOneInAProcess) {
  // S1 comes to be run in this process, and fails there; S2 fails in its own.
  ProcessRun run([](const BarView& bars) -> Decision {
    Decision decision;
    if (symbol_of(bars) == "S2" && bars.bar() == 3) throw std::runtime_error("later");
    if (symbol_of(bars) == "S1" && bars.bar() == 100) throw std::runtime_error("earlier");
    if (symbol_of(bars) != "S1" || bars.bar() != 50) return decision;
    auto plan = std::make_shared<TradePlan>();
    plan->legs[0].reference = CandlePrice([](const Candle& candle) { return candle.low; });
    decision.signal = Signal::kBuy;
    decision.plan = plan;
    return decision;
  });
  EXPECT_EQ(run.error(3).where(), "S1 1m bar 2024-01-01T01:40:00Z");
}

TEST_F(WorkerFailures, Killed) {
  const Error error = once([] { ::raise(SIGKILL); }).error(3);
  EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
  EXPECT_EQ(error.code(), "worker_died");
  EXPECT_EQ(error.where(), kThere);
  EXPECT_NE(error.message().find("SIGKILL"), std::string::npos) << error.message();
  EXPECT_NE(error.hint().find("memory"), std::string::npos) << error.hint();
}

TEST_F(WorkerFailures, Crashed) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE}) {
    const Error error = once([signal] { die_of(signal); }).error(3);
    EXPECT_EQ(error.code(), "worker_died");
    EXPECT_EQ(error.where(), kThere);
    EXPECT_NE(error.message().find(signal == SIGSEGV ? "SIGSEGV" : signal == SIGABRT ? "SIGABRT" : "SIGFPE"), std::string::npos);
    EXPECT_NE(error.hint().find("crashed"), std::string::npos) << error.hint();
  }
}

TEST_F(WorkerFailures, DeathsAreNotSkipped) {
  ProcessRun run = once([] { ::raise(SIGKILL); });
  run.config.skip_strategy_errors = true;
  EXPECT_EQ(run.error(3).code(), "worker_died");
}

TEST_F(WorkerFailures, EndedItself) {
  const Error error = once([] { ::_exit(3); }).error(3);
  EXPECT_EQ(error.code(), "worker_died");
  EXPECT_EQ(error.where(), kThere);
  EXPECT_NE(error.message().find("status 3"), std::string::npos) << error.message();
  EXPECT_NE(error.hint().find("exit"), std::string::npos) << error.hint();
  EXPECT_EQ(once([] { std::exit(3); }).error(3).code(), "worker_died");
}

/// The descriptors that are sockets: the channel, and whatever the test program had before.
template <typename Action>
void for_each_socket(Action action) {
  for (int number = 3; number < 256; ++number) {
    struct stat status{};
    if (::fstat(number, &status) == 0 && S_ISSOCK(status.st_mode)) action(number);
  }
}

TEST_F(WorkerFailures, SaidNonsense) {
  for (const std::size_t length : {1UL, 100UL, 100000UL}) {
    const Error error = once([length] {
                          const std::string nonsense(length, '?');
                          for_each_socket([&](int channel) { ::send(channel, nonsense.data(), nonsense.size(), MSG_NOSIGNAL); });
                        }).error(3);
    EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
    EXPECT_EQ(error.code(), "bad_worker_message") << error.message();
    EXPECT_EQ(error.where().substr(0, 5), "S2 1m");
  }
}

TEST_F(WorkerFailures, ClosedItsChannelAndLivesOn) {
  const Error error = once([] {
                        for_each_socket([](int channel) { ::close(channel); });
                        wait_for_ever();
                      }).error(3);
  EXPECT_EQ(error.code(), "worker_died");
  EXPECT_EQ(error.where(), kThere);
  EXPECT_NE(error.message().find("channel"), std::string::npos) << error.message();
}

TEST_F(WorkerFailures, CouldNotBeStarted) {
  ProcessRun run = once([] {});
  const int next = ::open("/dev/null", O_RDONLY);
  ASSERT_GE(next, 0);
  ::close(next);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{static_cast<rlim_t>(next) + 3, before.rlim_max};  // enough for the first channel and half of the second
  ::setrlimit(RLIMIT_NOFILE, &few);
  const Error error = run.error(3);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(error.kind(), ErrorKind::kInternal);
  EXPECT_EQ(error.code(), "worker_not_started");
  EXPECT_NE(error.message().find("open files"), std::string::npos) << error.message();
}

class TimeLimits : public WorkerFailures {
 protected:
  /// The same with a limit of 0.2 s for a decision.
  struct Limited : ProcessRun {
    explicit Limited(std::function<void()> what) : ProcessRun(on_bar_5(std::move(what))) { config.time_limits.decide_s = 0.2; }
  };
  static void expect_decide_limit(const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kStrategy);
    EXPECT_EQ(error.code(), "time_limit");
    EXPECT_EQ(error.where(), kThere);
    EXPECT_NE(error.message().find("0.2 s"), std::string::npos) << error.message();
    EXPECT_NE(error.message().find("decide_s"), std::string::npos) << error.message();
  }
};

TEST_F(TimeLimits, OfADecisionThatWaits) { expect_decide_limit(Limited(wait_for_ever).error(3)); }

TEST_F(TimeLimits, OfADecisionThatIsBusy) {
  expect_decide_limit(Limited([] {
                        for (volatile bool busy = true; busy;) {
                        }
                      }).error(3));
}

TEST_F(TimeLimits, OfADecisionThatTakesNoSignals) {
  expect_decide_limit(Limited([] {
                        std::signal(SIGUSR1, SIG_IGN);
                        std::signal(SIGTERM, SIG_IGN);
                        wait_for_ever();
                      }).error(3));
}

TEST_F(TimeLimits, AreNotSkipped) {
  Limited run(wait_for_ever);
  run.config.skip_strategy_errors = true;
  expect_decide_limit(run.error(3));
}

TEST_F(TimeLimits, OfAWholeJob) {
  ProcessRun run(
      [](const BarView& bars) {
        if (symbol_of(bars) == "S1") ::usleep(2000);  // each decision is short
        return Decision{};
      },
      3, 5000);
  run.config.time_limits = {.decide_s = 60, .policy_s = 5, .job_s = 0.3};
  const Error error = run.error(3);
  EXPECT_EQ(error.code(), "time_limit");
  EXPECT_EQ(error.where().substr(0, 10), "S1 1m bar ");
  EXPECT_NE(error.message().find("job_s"), std::string::npos) << error.message();
}

TEST_F(TimeLimits, FittingMayTakeLongerThanADecision) {
  ProcessRun run(nullptr);
  run.config.start_date = 1704067200000 + 10 * kMinuteMs;
  run.config.time_limits.decide_s = 0.2;
  run.components.make_strategy = [] {
    auto strategy = std::make_unique<ProcessStrategy>([](const BarView&) { return Decision{}; });
    strategy->on_fit = [] { ::usleep(500000); };
    return strategy;
  };
  EXPECT_NO_THROW(run(3));
  run.config.time_limits.job_s = 0.3;
  EXPECT_EQ(run.error(3).code(), "time_limit");
}

/// Told that a limit is exceeded, code that waits comes back: as an interpreter's handler makes it.
class InterruptingHost final : public ProcessHost {
 public:
  void after_fork_in_child() noexcept override {
    std::signal(SIGUSR1, [](int) {});
  }
  static void wait_until_told() { ::pause(); }
};

TEST_F(TimeLimits, TheWorkersOwnDetailsAreKept) {
  for (const bool skip : {false, true}) {
    Limited run([] {
      InterruptingHost::wait_until_told();
      throw strategy_error("", "stopped").with_details("Traceback: line 7");
    });
    InterruptingHost host;
    run.components.process_host = &host;
    run.config.skip_strategy_errors = skip;
    const Error error = run.error(3);
    expect_decide_limit(error);
    EXPECT_EQ(error.details(), "Traceback: line 7");
  }
}

TEST_F(TimeLimits, CodeThatComesBackTooLateHasFailedAllTheSame) {
  Limited run(InterruptingHost::wait_until_told);
  InterruptingHost host;
  run.components.process_host = &host;
  expect_decide_limit(run.error(3));
}

TEST_F(TimeLimits, AWatcherOfTheRunsOwnThreadSetsThem) {
  JobPosition position;
  Limited run([&] {
    position.exceeded = TimeLimit::kDecide;
    throw std::runtime_error("stopped");
  });
  run.context.position = &position;
  run.config.skip_strategy_errors = true;
  const Error error = run.error(1);
  expect_decide_limit(error);
  EXPECT_EQ(error.details(), "stopped");
}

/// The workers that have begun to wait.
struct Waiting {
  std::array<std::atomic<pid_t>, 8> process{};
  std::atomic<std::size_t> next{0}, count{0};
  [[noreturn]] void wait() {
    process.at(next++) = ::getpid();
    ++count;
    wait_for_ever();
  }
};

TEST_F(WorkerFailures, AStoppedRunLeavesNoProcess) {
  const Shared<Waiting> waiting;
  ProcessRun run = once([&waiting] { waiting->wait(); });
  run.context.poll = [&] {
    if (waiting->count > 0) run.context.stop.request_stop();
  };
  const Error error = run.error(3);
  EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  EXPECT_EQ(waiting->count, 1U);
  EXPECT_TRUE(is_gone(waiting->process[0]));
}

TEST_F(WorkerFailures, ARunThatItsCallerEndsLeavesNoProcess) {
  const Shared<Waiting> waiting;
  ProcessRun run = once([&waiting] { waiting->wait(); });
  run.context.poll = [&] {
    if (waiting->count > 0) throw std::domain_error("of the caller's");
  };
  EXPECT_THROW(run(3), std::domain_error);
  EXPECT_TRUE(is_gone(waiting->process[0]));
}

/// Phase 1 alone, without the threads of a whole run: ThreadSanitizer allows none after a fork.
void decide_for_ever(Waiting& waiting) {
  MarketData data;
  std::vector<Job> jobs(2);
  for (std::uint32_t s = 0; s < 2; ++s) {
    data.symbols.push_back({"S" + std::to_string(s), test_support::minute_bars(s, 20), {}, {}, {}});
    jobs[s].symbols = {s};
    jobs[s].bars = {data.symbols[s].decision};
    jobs[s].proposals = ProposalLog(jobs[s].bars);
  }
  ProposalPhaseSettings settings;
  settings.workers = 2;
  settings.in_processes = true;
  const auto make = [&] {
    return std::make_unique<ProcessStrategy>([&](const BarView&) -> Decision {
      std::signal(SIGTERM, SIG_IGN);
      waiting.wait();
    });
  };
  RunWatch watch;
  run_proposal_phase(jobs, data, make, settings, watch);
}

TEST_F(WorkerFailures, WorkersEndWithTheirRunsProcess) {
  const Shared<Waiting> waiting;
  const pid_t parent = ::fork();
  if (parent == 0) {
    decide_for_ever(*waiting);
    ::_exit(0);
  }
  ASSERT_GT(parent, 0);
  EXPECT_TRUE(comes_true([&] { return waiting->count == 2; }));
  ::kill(parent, SIGKILL);
  int status = 0;
  EXPECT_EQ(::waitpid(parent, &status, 0), parent);
  for (std::size_t k = 0; k < waiting->count; ++k) {
    EXPECT_TRUE(comes_true([&] { return is_gone(waiting->process.at(k)); }));
  }
}

TEST_F(WorkerFailures, CtrlCIsTheRunsToDecide) {
  ProcessRun run = once([] { ::raise(SIGINT); });
  EXPECT_NO_THROW(run(3));
}

}  // namespace
}  // namespace orchestrator
