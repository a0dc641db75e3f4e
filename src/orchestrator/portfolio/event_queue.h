// The queue of phase 2: a heap ordered by (step, stage, proposal, order).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "orchestrator/market/timeline.h"

namespace orchestrator {

/// Stages of one step, in the candle's own time. `kSearch` comes first: it finds events of this very step.
enum class Stage : std::uint8_t { kSearch, kExitAtOpen, kEntryAtOpen, kExitAfterFillsAtOpen, kEntryInside, kExitInside, kExpire };

enum class QueuedKind : std::uint8_t { kSearchLeg, kSearchExit, kSignal, kExit, kFillLeg, kExpireLeg };

/// Something due. `trade` is a slot of the trade book; it is void when the slot holds another proposal by now, or when `version` is not
/// the trade's any more (exits only).
struct QueuedEvent {
  Step step = 0;
  Stage stage = Stage::kSearch;
  QueuedKind kind = QueuedKind::kSearchLeg;
  std::uint16_t order = 0;  ///< exits: SIGNAL 0, TIME 1, the rest 2; legs: number
  std::uint32_t trade = 0;
  std::uint64_t proposal_id = 0;
  std::uint32_t version = 0;
};

/// A binary heap with the earliest event on top.
class EventQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  const QueuedEvent& top() const { return heap_.front(); }
  Step next_step() const { return heap_.empty() ? kNoStep : heap_.front().step; }
  void push(const QueuedEvent& event) {
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  QueuedEvent pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const QueuedEvent event = heap_.back();
    heap_.pop_back();
    return event;
  }
  void clear() { heap_.clear(); }

 private:
  static bool later(const QueuedEvent& a, const QueuedEvent& b) {
    if (a.step != b.step) return a.step > b.step;
    if (a.stage != b.stage) return a.stage > b.stage;
    if (a.proposal_id != b.proposal_id) return a.proposal_id > b.proposal_id;
    return a.order > b.order;
  }
  std::vector<QueuedEvent> heap_;
};

}  // namespace orchestrator
