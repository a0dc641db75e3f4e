// Finds strategies that deceive themselves: that know the future, are not the same twice, or depend on where their candles begin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orchestrator/base/params.h"
#include "orchestrator/engine/configuration.h"
#include "orchestrator/engine/run_components.h"
#include "orchestrator/indicators/indicator.h"
#include "orchestrator/market/warning.h"
#include "orchestrator/repository/candle_repository.h"
#include "orchestrator/telemetry/run_watch.h"

namespace orchestrator {

struct CheckSettings {
  std::size_t bars = 2000;     ///< newest decision bars of each job that are looked at
  std::size_t cuts = 60;       ///< of each job: bars after which the future is cut off, then changed
  std::size_t samples = 32;    ///< of each job: bars that are decided on with more and less warm-up
  std::size_t timings = 1000;  ///< decisions that are timed, at least
};

enum class FindingKind : std::uint8_t { kLookAhead, kDecideRange, kNondeterminism, kReset, kStartup };
/// `look_ahead`, `decide_range`, `nondeterminism`, `reset`, `startup`.
std::string_view name_of(FindingKind kind);
/// What to look for in the strategy's code.
std::string_view hint_of(FindingKind kind);

/// Two answers of a strategy to one question that differ: the first of their kind in a job.
struct Finding {
  FindingKind kind = FindingKind::kLookAhead;
  std::string symbol;
  TimeMs bar = 0;     ///< open time of the decision bar, ms
  std::string value;  ///< `signal`, `entry_price`, …, or `exception`
  Value full;         ///< what the whole run says: a number or text; of prices also null (no such exit) and `default` (left out)
  Value other;        ///< what it says otherwise
  std::string how;    ///< `truncated`, `perturbed`, `bar_by_bar`, `fresh_instance`, `after_reset`, `warm_up`, …
  std::string message;
};

/// How far an indicator is from its value after a long warm-up.
struct IndicatorMove {
  std::size_t warm_up = 0;         ///< bars before the bar decided on
  std::optional<double> relative;  ///< largest distance over the mean size of the value; absent: it is undefined with one of the two
};
struct IndicatorMoves {
  IndicatorRequest request;
  std::vector<IndicatorMove> moves;  ///< shortest warm-up first
};
struct DecisionChanges {
  std::size_t warm_up = 0;  ///< bars
  std::size_t changed = 0;  ///< bars decided otherwise than after a long warm-up
  std::size_t compared = 0;
};

/// What the number of bars before a decision does to it.
struct StartUp {
  std::vector<IndicatorMoves> indicators;  ///< distinct ones, in the order of the strategy's requests
  std::vector<DecisionChanges> decisions;  ///< shortest warm-up first
};

/// Times of single decisions, without their indicators.
struct DecisionTiming {
  std::size_t decisions = 0;
  double median_us = 0;
  double p99_us = 0;
};

struct StrategyCheck {
  std::string strategy;
  Interval interval;
  std::size_t lookback = 1;   ///< bars
  std::size_t jobs = 0;       ///< with bars to decide on
  std::size_t bars = 0;       ///< decided on, in all jobs
  std::size_t decisions = 0;  ///< BUY and SELL, in all jobs
  std::vector<Finding> findings;
  StartUp start_up;
  DecisionTiming timing;
  Warnings warnings;  ///< of the configuration and of loading

  bool clean() const { return findings.empty(); }
};

/// Checks the strategy of a run over the run's candles, in the calling thread, whatever it is written in. What a run would refuse is refused
/// likewise (Error); a failure that only a check provokes is a finding. Keys that do not concern decisions are ignored.
StrategyCheck check_strategy(const RunConfiguration& config, const RunComponents& components, const CandleRepository& repository,
                             const CheckSettings& settings, RunWatch& watch);

}  // namespace orchestrator
