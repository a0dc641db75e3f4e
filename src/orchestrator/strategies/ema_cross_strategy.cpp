#include "orchestrator/strategies/ema_cross_strategy.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/base/wide_loop.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {
namespace {

constexpr std::size_t kWord = 64;

// Bit k: fast[k] is above, or below, slow[k].
struct Sides {
  std::uint64_t above = 0, below = 0;
};

Sides compare_some(const double* fast, const double* slow, std::size_t count) {
  Sides sides;
  for (std::size_t k = 0; k < count; ++k) {
    sides.above |= std::uint64_t{fast[k] > slow[k]} << k;
    sides.below |= std::uint64_t{fast[k] < slow[k]} << k;
  }
  return sides;
}

// Four bars at a time, with the vector types of GCC and Clang: a loop over plain doubles stays scalar, since a comparison may trap.
ORCHESTRATOR_WIDE_LOOP
Sides compare_word(const double* fast, const double* slow) {
  using Doubles = double __attribute__((vector_size(32)));
  using Words = std::uint64_t __attribute__((vector_size(32)));
  Words above{}, below{}, bit{1, 2, 4, 8};
  for (std::size_t k = 0; k < kWord; k += 4, bit <<= 4) {
    Doubles f, s;
    std::memcpy(&f, fast + k, sizeof f);
    std::memcpy(&s, slow + k, sizeof s);
    above |= reinterpret_cast<Words>(f > s) & bit;
    below |= reinterpret_cast<Words>(f < s) & bit;
  }
  return {above[0] | above[1] | above[2] | above[3], below[0] | below[1] | below[2] | below[3]};
}

Sides compare_sides(const double* fast, const double* slow, std::size_t count) {
  return count == kWord ? compare_word(fast, slow) : compare_some(fast, slow, count);
}

}  // namespace

const ComponentInfo& EMACrossStrategy::info() {
  static const ComponentInfo table{"ema_cross",
                                   "EMACrossStrategy",
                                   "strategy",
                                   "BUY when a fast EMA crosses up through a slow one, SELL when it crosses down",
                                   {period_spec("fast", 9, "period of the fast EMA, bars"),
                                    period_spec("slow", 21, "period of the slow EMA, bars; larger than fast", 2)}};
  return table;
}

void EMACrossStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  fast_ = reader.count("fast");
  slow_ = reader.count("slow");
  if (fast_ >= slow_) {
    throw params.invalid("fast", fmt::format("fast ({}) must be smaller than slow ({})", fast_, slow_),
                         "swap them, or give both: the defaults are fast 9 and slow 21");
  }
  BaseStrategy::set_params(params);
}

std::vector<IndicatorRequest> EMACrossStrategy::required_indicators(Interval) const {
  return {{"ema", {static_cast<double>(fast_)}}, {"ema", {static_cast<double>(slow_)}}};
}

Verdict EMACrossStrategy::at(const SymbolBars& bars, std::size_t bar) const {
  const IndicatorColumn& fast = bars.indicators[0];
  const IndicatorColumn& slow = bars.indicators[1];
  if (crosses_up(fast[bar - 1], slow[bar - 1], fast[bar], slow[bar])) return {Signal::kBuy};
  if (crosses_down(fast[bar - 1], slow[bar - 1], fast[bar], slow[bar])) return {Signal::kSell};
  return {};
}

// The same rule over plain arrays. 64 bars become two words, and the words' changes are the crosses.
void EMACrossStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  const IndicatorColumn& fast = job.symbols.front().indicators[0];
  const IndicatorColumn& slow = job.symbols.front().indicators[1];
  begin = std::max(begin, kReach);
  // Undefined values come only before defined ones. From here on, "not above" means "at or below".
  while (begin < end && (std::isnan(fast[begin - 1]) || std::isnan(slow[begin - 1]))) ++begin;
  if (begin >= end) return;
  std::uint64_t was_above = fast[begin - 1] > slow[begin - 1];
  std::uint64_t was_below = fast[begin - 1] < slow[begin - 1];
  for (std::size_t first = begin; first < end; first += kWord) {
    const std::size_t count = std::min(kWord, end - first);
    const Sides sides = compare_sides(&fast.data[first - fast.first_bar], &slow.data[first - slow.first_bar], count);
    const std::uint64_t buys = sides.above & ~(sides.above << 1 | was_above);
    const std::uint64_t sells = sides.below & ~(sides.below << 1 | was_below);
    for (std::uint64_t rest = buys | sells; rest != 0; rest &= rest - 1) {
      const int k = std::countr_zero(rest);
      sink.emit(first + static_cast<std::size_t>(k), (buys >> k & 1) != 0 ? Signal::kBuy : Signal::kSell);
    }
    was_above = sides.above >> (kWord - 1);
    was_below = sides.below >> (kWord - 1);
  }
}

}  // namespace orchestrator
