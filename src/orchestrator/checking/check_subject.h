// What the checks of one job share: its bars, fresh instances of the strategy, and how a difference becomes a finding.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "orchestrator/checking/answers.h"
#include "orchestrator/checking/check_bars.h"
#include "orchestrator/checking/strategy_check.h"
#include "orchestrator/checking/strategy_driver.h"

namespace orchestrator {

struct CheckSubject {
  std::function<std::unique_ptr<BaseStrategy>()> make_strategy;
  DriverSettings driver;
  CheckSettings settings;
  CheckBars bars;     ///< as a run shows them: warm-up of one lookback
  CheckBars history;  ///< the same with up to eight lookbacks before them
  RunWatch& watch;

  /// The first bar that is decided on, counted in `bars`.
  std::size_t first() const { return std::max(bars.first_decision, driver.lookback - 1); }
  /// What a fresh instance says about the decision bars before `end`.
  Answers ask(const CheckBars& shown, Asking asking, std::size_t end) const;
};

/// A finding about `subject.bars`. `left` and `right` say in words when the strategy gave either answer, e.g. `over all bars`.
Finding make_finding(const CheckSubject& subject, FindingKind kind, const std::string& how, const Difference& difference,
                     const std::string& left, const std::string& right);

/// At most `most` bars of [first, end): of `bars` that lie there one half, the others from everywhere; each from another stretch, and where in
/// it is a matter of hashes, so that no rhythm of the market or of the strategy goes unseen. Ascending, without duplicates.
std::vector<std::size_t> sample_bars(const std::vector<std::size_t>& bars, std::size_t first, std::size_t end, std::size_t most);
/// The bars with decisions, ascending, without duplicates.
std::vector<std::size_t> decided_bars(const Answers& answers);

}  // namespace orchestrator
