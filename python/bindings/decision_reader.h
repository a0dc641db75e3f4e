// What a Python strategy returned, as decisions.
#pragma once

#include <string>
#include <vector>

#include "orchestrator/strategies/bar_view.h"
#include "orchestrator/strategies/decision.h"
#include "python.h"

namespace orchestrator::python {

/// Reads decisions: None, a mapping, or a list of them. Throws strategy errors (`bad_decision`) that say what was returned and what is wanted.
class DecisionReader {
 public:
  DecisionReader();

  /// One decision; `kNo` for None.
  Decision read(nb::handle returned, const JobBars& job) const;
  /// All that are BUY or SELL.
  std::vector<Decision> read_all(nb::handle returned, const JobBars& job) const;
  /// The way back, for `aggregate_signals`.
  nb::list to_python(const std::vector<Decision>& decisions, const JobBars& job) const;

 private:
  Signal signal_of(nb::handle decision) const;
  void read_prices(nb::handle decision, Decision& out) const;
  void read_texts(nb::handle decision, const JobBars& job, Decision& out) const;
  nb::object find(nb::handle decision, const nb::object& key) const;

  nb::object signal_, entry_price_, tp_price_, sl_price_, confidence_, meta_, strategy_name_, symbol_, plan_;
  nb::object buy_, sell_, no_;
};

}  // namespace orchestrator::python
