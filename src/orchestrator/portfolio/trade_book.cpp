#include "orchestrator/portfolio/trade_book.h"

#include <algorithm>

namespace orchestrator {

std::uint32_t TradeBook::open(const TradeProposal& proposal) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  LiveTrade& trade = slots_[slot];
  std::vector<LiveLeg> legs = std::move(trade.legs);  // keeps its memory
  legs.clear();
  const std::uint32_t version = trade.exit_version + 1;
  trade = LiveTrade{};
  trade.legs = std::move(legs);
  trade.proposal = proposal;
  trade.exit_version = version;
  trade.in_use = true;
  auto& list = by_symbol_[proposal.symbol];
  if (list.empty()) ++active_symbols_;
  trade.place_in_symbol = static_cast<std::uint32_t>(list.size());
  list.push_back(slot);
  ++live_;
  return slot;
}

void TradeBook::close(std::uint32_t slot) {
  LiveTrade& trade = slots_[slot];
  for (LiveLeg& leg : trade.legs) {
    if (leg.state == LiveLeg::State::kWaiting) leg_done(trade, leg);
  }
  filled_legs_ -= trade.filled_legs;
  auto& list = by_symbol_[trade.proposal.symbol];
  list[trade.place_in_symbol] = list.back();
  slots_[list.back()].place_in_symbol = trade.place_in_symbol;
  list.pop_back();
  if (list.empty()) --active_symbols_;
  trade.in_use = false;
  free_.push_back(slot);
  --live_;
}

std::vector<std::uint32_t> TradeBook::in_proposal_order() const {
  std::vector<std::uint32_t> slots;
  slots.reserve(live_);
  for (const auto& list : by_symbol_) slots.insert(slots.end(), list.begin(), list.end());
  std::sort(slots.begin(), slots.end(), [&](auto a, auto b) { return slots_[a].proposal.id < slots_[b].proposal.id; });
  return slots;
}

void TradeBook::start_waiting(LiveTrade& trade) {
  for (LiveLeg& leg : trade.legs) {
    leg.state = LiveLeg::State::kWaiting;
    reserved_ += leg.reserved;
  }
  trade.waiting_legs = static_cast<std::uint32_t>(trade.legs.size());
  waiting_legs_ += trade.legs.size();
}

void TradeBook::stop_waiting(LiveTrade& trade, LiveLeg& leg) {
  --trade.waiting_legs;
  --waiting_legs_;
  reserved_ -= leg.reserved;
  if (waiting_legs_ == 0) reserved_ = 0;  // no rounding is left behind
}

void TradeBook::leg_filled(LiveTrade& trade, LiveLeg& leg) {
  stop_waiting(trade, leg);
  leg.state = LiveLeg::State::kFilled;
  ++trade.filled_legs;
  ++filled_legs_;
}

void TradeBook::leg_done(LiveTrade& trade, LiveLeg& leg) {
  stop_waiting(trade, leg);
  leg.state = LiveLeg::State::kDone;
}

}  // namespace orchestrator
