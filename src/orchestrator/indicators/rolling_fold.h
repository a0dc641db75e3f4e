// A fold over the newest n values in O(1) amortised time a value and O(n) memory, without ever subtracting.
#pragma once

#include <cstddef>
#include <vector>

namespace orchestrator {

/// Folds with an associative `Combine{}(older, newer)`: sums, maxima, minima. The values are cut at multiples of n (counted from the
/// first value); a window is the end of one piece and the beginning of the next, and folds from that cut backwards and forwards
/// are kept (van Herk 1992, Gil and Werman 1993). So nothing drifts, as a running sum would, and the result depends on a value's
/// index alone, not on how calls are grouped.
template <class T, class Combine>
class RollingFold {
 public:
  explicit RollingFold(std::size_t n) : slots_(n) {}

  /// Takes the next value.
  void push(const T& value) {
    forward_ = position_ == 0 ? value : Combine{}(forward_, value);
    slots_[position_] = value;
    if (++position_ < slots_.size()) {
      if (full_) window_ = Combine{}(slots_[position_], forward_);
      return;
    }
    window_ = forward_;
    for (std::size_t k = slots_.size() - 1; k-- > 0;) slots_[k] = Combine{}(slots_[k], slots_[k + 1]);
    position_ = 0;
    full_ = true;
  }
  /// True when n values were pushed.
  bool full() const { return full_; }
  /// The fold of the newest n values; only when full.
  const T& window() const { return window_; }

 private:
  std::vector<T> slots_;  // [0, position): values of the current piece; the rest: folds of the last piece from there to its end
  T forward_{};           // fold of the current piece so far
  T window_{};
  std::size_t position_ = 0;
  bool full_ = false;
};

}  // namespace orchestrator
