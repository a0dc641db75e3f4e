// What equity is made of over time: cash and positions, each from the step on at which it changed.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "orchestrator/base/growing_array.h"
#include "orchestrator/market/timeline.h"
#include "orchestrator/portfolio/position.h"

namespace orchestrator {

/// Grows with what happens, not with the length of the timeline. One thread writes, in the order of the steps; others may read what lies before
/// `settled_until()`, which never changes again.
class EquityHistory {
 public:
  struct CashChange {
    Step from = 0;
    double cash = 0;
  };
  struct PositionChange {
    Step from = 0;
    OpenPosition position;
  };
  using CashChanges = GrowingArray<CashChange>;
  using PositionChanges = GrowingArray<PositionChange>;

  EquityHistory(std::size_t symbols, double initial_cash) : positions_(symbols) {
    cash_.append({0, initial_cash});
    cash_.publish();
  }

  /// Of several changes at one step the last counts.
  void cash_from(Step step, double cash) {
    if (cash != cash_.back().cash) change(cash_, CashChange{step, cash});
  }
  void position_from(Step step, std::uint32_t symbol, OpenPosition position) {
    change(positions_[symbol], PositionChange{step, position});
    unpublished_.push_back(symbol);
  }
  /// Nothing changes before `step` any more.
  void settle_until(Step step) {
    cash_.publish();
    for (const std::uint32_t symbol : unpublished_) positions_[symbol].publish();
    unpublished_.clear();
    settled_.store(step, std::memory_order_release);
  }

  Step settled_until() const { return settled_.load(std::memory_order_acquire); }
  const CashChanges& cash() const { return cash_; }
  std::size_t symbol_count() const { return positions_.size(); }
  const PositionChanges& positions(std::size_t symbol) const { return positions_[symbol]; }

 private:
  template <typename Change>
  static void change(GrowingArray<Change>& changes, const Change& next) {
    // A published change is one of an earlier step.
    if (changes.size() > 0 && changes.back().from == next.from)
      changes.back() = next;
    else
      changes.append(next);
  }

  CashChanges cash_;
  std::vector<PositionChanges> positions_;
  std::vector<std::uint32_t> unpublished_;  ///< symbols that changed since the last settling
  std::atomic<Step> settled_{0};
};

}  // namespace orchestrator
