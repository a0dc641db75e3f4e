#include "orchestrator/indicators/ema.h"

#include <algorithm>

#include "orchestrator/indicators/undefined.h"

namespace orchestrator {
namespace {

// N recurrences in registers. The order of operations is that of EmaState::push.
template <std::size_t N>
void advance_side_by_side(EmaState* const* states, std::span<const double> values, double* const* out) {
  double average[N], keep[N], alpha[N];
  double* column[N];
  for (std::size_t k = 0; k < N; ++k) {
    average[k] = states[k]->seen == 0 ? values[0] : states[k]->average * states[k]->keep + values[0] * states[k]->alpha;
    keep[k] = states[k]->keep;
    alpha[k] = states[k]->alpha;
    column[k] = out[k];
    column[k][0] = average[k];
  }
  for (std::size_t i = 1; i < values.size(); ++i) {
    const double value = values[i];
    for (std::size_t k = 0; k < N; ++k) {
      average[k] = average[k] * keep[k] + value * alpha[k];
      column[k][i] = average[k];
    }
  }
  for (std::size_t k = 0; k < N; ++k) states[k]->average = average[k];
}

void count_and_blank(EmaState& state, std::size_t count, double* out) {
  const std::size_t undefined = state.period - 1;
  if (state.seen < undefined) std::fill_n(out, std::min(undefined - state.seen, count), kUndefined);
  state.seen += count;
}

constexpr std::size_t kSideBySide = 4;  // more run out of registers, fewer leave the pipeline idle

}  // namespace

void advance_emas(std::span<EmaState* const> states, std::span<const double> values, std::span<double* const> out) {
  if (values.empty()) return;
  for (std::size_t k = 0; k < states.size(); k += kSideBySide) {
    switch (std::min(kSideBySide, states.size() - k)) {
      case 1:
        advance_side_by_side<1>(&states[k], values, &out[k]);
        break;
      case 2:
        advance_side_by_side<2>(&states[k], values, &out[k]);
        break;
      case 3:
        advance_side_by_side<3>(&states[k], values, &out[k]);
        break;
      default:
        advance_side_by_side<4>(&states[k], values, &out[k]);
        break;
    }
  }
  for (std::size_t k = 0; k < states.size(); ++k) count_and_blank(*states[k], values.size(), out[k]);
}

void Ema::update(const CandleSpan& bars, std::span<double> out) {
  EmaState* const state = &state_;
  double* const column = out.data();
  advance_emas({&state, 1}, bars.close, {&column, 1});
}

}  // namespace orchestrator
