// The live trades, found by slot and by symbol.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "orchestrator/policies/capacity_policy.h"
#include "orchestrator/portfolio/live_trade.h"

namespace orchestrator {

/// Pool of live trades. Slots and their vectors are reused: after a warm-up nothing is allocated.
class TradeBook {
 public:
  explicit TradeBook(std::size_t symbols) : by_symbol_(symbols) {}

  /// A cleared slot for an admitted proposal.
  std::uint32_t open(const TradeProposal& proposal);
  void close(std::uint32_t slot);
  LiveTrade& at(std::uint32_t slot) { return slots_[slot]; }
  const LiveTrade& at(std::uint32_t slot) const { return slots_[slot]; }
  bool holds(std::uint32_t slot, std::uint64_t proposal_id) const { return slots_[slot].in_use && slots_[slot].proposal.id == proposal_id; }
  /// Slots of a symbol's trades, in no particular order.
  std::span<const std::uint32_t> of_symbol(std::uint32_t symbol) const { return by_symbol_[symbol]; }
  /// Slots of all trades in the order of their proposals.
  std::vector<std::uint32_t> in_proposal_order() const;
  /// True when some trade has a filled leg, also when positions net to nothing.
  bool has_open_trades() const { return filled_legs_ > 0; }

  /// Moves a leg out of `kWaiting`.
  void leg_filled(LiveTrade& trade, LiveLeg& leg);
  void leg_done(LiveTrade& trade, LiveLeg& leg);

  CapacityState capacity_state(std::uint32_t symbol) const {
    return {filled_legs_, waiting_legs_, active_symbols_, !by_symbol_[symbol].empty()};
  }
  double reserved() const { return reserved_; }
  /// Sets a new trade's legs to waiting and reserves for them.
  void start_waiting(LiveTrade& trade);

 private:
  void stop_waiting(LiveTrade& trade, LiveLeg& leg);

  std::vector<LiveTrade> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::vector<std::uint32_t>> by_symbol_;
  std::size_t live_ = 0;
  std::size_t filled_legs_ = 0;
  std::size_t waiting_legs_ = 0;
  std::size_t active_symbols_ = 0;
  double reserved_ = 0;
};

}  // namespace orchestrator
