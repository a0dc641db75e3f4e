// Exponential moving average: e = e * (1 - a) + close * a, a = 2 / (period + 1), started with the first loaded close.
#pragma once

#include <cstddef>
#include <span>

#include "orchestrator/indicators/indicator.h"

namespace orchestrator {

/// The recurrence in the middle of a pass.
struct EmaState {
  explicit EmaState(std::size_t n) : period(n), alpha(2.0 / static_cast<double>(n + 1)), keep(1.0 - alpha) {}

  /// Takes the next value; defined or not, it is the running average.
  double push(double value) {
    average = seen++ == 0 ? value : average * keep + value * alpha;
    return average;
  }
  /// True when the value last pushed gave a defined average.
  bool defined() const { return seen >= period; }

  std::size_t period;
  double alpha;
  double keep;  ///< 1 - alpha
  double average = 0;
  std::size_t seen = 0;  ///< values pushed
};

/// Advances several averages over the same values; `out[k]` receives those of `states[k]`, NaN where undefined. One average alone waits
/// for its own last result (8 cycles a bar); several side by side fill each other's waiting time.
void advance_emas(std::span<EmaState* const> states, std::span<const double> values, std::span<double* const> out);

/// `ema`(period) of the closes.
class Ema final : public Indicator {
 public:
  explicit Ema(std::size_t period) : state_(period) {}
  void update(const CandleSpan& bars, std::span<double> out) override;
  EmaState& state() { return state_; }

 private:
  EmaState state_;
};

}  // namespace orchestrator
