// Built-in capacity policies.
#pragma once

#include "orchestrator/policies/capacity_policy.h"

namespace orchestrator {

/// At most `max_legs` legs, filled or waiting, over all symbols.
class LegCapacity final : public CapacityPolicy {
 public:
  explicit LegCapacity(std::size_t max_legs) : max_legs_(max_legs) {}
  CapacityVerdict admit(const TradeMeta& /*meta*/, std::size_t new_legs, const CapacityState& state) override {
    const std::size_t needed = state.filled_legs + state.waiting_legs + new_legs;
    return {needed <= max_legs_, static_cast<double>(needed), static_cast<double>(max_legs_)};
  }
  bool only_counts() const override { return true; }

 private:
  std::size_t max_legs_;
};

/// At most `max_symbols` symbols with an open trade or a waiting leg.
class SymbolCapacity final : public CapacityPolicy {
 public:
  explicit SymbolCapacity(std::size_t max_symbols) : max_symbols_(max_symbols) {}
  CapacityVerdict admit(const TradeMeta& /*meta*/, std::size_t /*new_legs*/, const CapacityState& state) override {
    const std::size_t needed = state.active_symbols + (state.symbol_active ? 0 : 1);
    return {needed <= max_symbols_, static_cast<double>(needed), static_cast<double>(max_symbols_)};
  }
  bool only_counts() const override { return true; }

 private:
  std::size_t max_symbols_;
};

}  // namespace orchestrator
