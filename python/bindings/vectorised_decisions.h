// The decisions of a whole job that a Python strategy made in one go (`decide_all`).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "orchestrator/strategies/bar_view.h"
#include "orchestrator/strategies/decision.h"
#include "python.h"

namespace orchestrator::python {

/// Calls `decide_all` once, checks it on a sample of bars against frames that end there (and against `decide` where the strategy has that too), and keeps
/// its columns. Throws strategy errors: `look_ahead` names the bar and the column, `bad_decisions` for a result of the wrong shape.
class VectorisedDecisions {
 public:
  VectorisedDecisions(const nb::object& strategy, const JobBars& job, bool check_against_decide);

  bool are_of(const JobBars& job) const {
    return first_close_ == job.symbols.front().candles.close.data() && signals_.size() == job.symbols.front().candles.size();
  }
  bool has_signal(std::size_t bar) const { return signals_[bar] != 0; }
  Decision decision(std::size_t bar) const;

 private:
  std::shared_ptr<const void> owner_;  ///< of the candles: other ones are never at the same address
  const double* first_close_;
  std::vector<std::int8_t> signals_;                  ///< 0 NO, 1 BUY, 2 SELL
  std::vector<double> entry_, tp_, sl_, confidence_;  ///< NaN: not given; empty: no such column
};

}  // namespace orchestrator::python
