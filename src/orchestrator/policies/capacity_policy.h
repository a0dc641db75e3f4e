// How many trades at once.
#pragma once

#include <cstddef>

#include "orchestrator/trades/trade_event.h"

namespace orchestrator {

/// What is open or waiting when a proposal is tried.
struct CapacityState {
  std::size_t filled_legs = 0;     ///< filled legs of open trades
  std::size_t waiting_legs = 0;    ///< admitted, not filled, still live
  std::size_t active_symbols = 0;  ///< symbols with either
  bool symbol_active = false;      ///< the proposal's symbol is one of them
};

/// The answer, with the values compared (for `explain`).
struct CapacityVerdict {
  bool admitted = true;
  double needed = 0;
  double limit = 0;
};

class CapacityPolicy {
 public:
  virtual ~CapacityPolicy() = default;
  virtual CapacityVerdict admit(const TradeMeta& meta, std::size_t new_legs, const CapacityState& state) = 0;
  /// True promises that `admit` does not look at `meta`, which is then empty: a full portfolio refuses without working out its equity.
  virtual bool only_counts() const { return false; }
};

}  // namespace orchestrator
