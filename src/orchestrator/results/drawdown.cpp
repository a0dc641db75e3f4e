#include "orchestrator/results/drawdown.h"

#include <algorithm>

namespace orchestrator {
namespace {

struct Bounds {
  double low;
  double high;
};

/// Lowest and highest of a block, on independent lanes so that it vectorises.
Bounds bounds_of(std::span<const double> block) {
  constexpr std::size_t kLanes = 8;
  double low[kLanes];
  double high[kLanes];
  std::fill(low, low + kLanes, block[0]);
  std::fill(high, high + kLanes, block[0]);
  std::size_t i = 0;
  for (; i + kLanes <= block.size(); i += kLanes) {
    for (std::size_t j = 0; j < kLanes; ++j) {
      low[j] = block[i + j] < low[j] ? block[i + j] : low[j];
      high[j] = block[i + j] > high[j] ? block[i + j] : high[j];
    }
  }
  for (; i < block.size(); ++i) {
    low[0] = std::min(low[0], block[i]);
    high[0] = std::max(high[0], block[i]);
  }
  return {*std::min_element(low, low + kLanes), *std::max_element(high, high + kLanes)};
}

/// What differs by less, relative to the peak, differs by rounding only (10.j).
constexpr double kTie = 1e-11;

bool at_peak(double value, double peak) { return value >= peak * (1 - kTie); }

std::size_t last_at_peak(std::span<const double> block, double peak) {
  const auto last = std::find_if(block.rbegin(), block.rend(), [&](double value) { return at_peak(value, peak); });
  return static_cast<std::size_t>(block.rend() - last) - 1;
}

}  // namespace

bool Drawdown::recovered_at(double value) const { return at_peak(value, peak); }

Drawdown largest_drawdown(double start, std::span<const double> values) {
  constexpr std::size_t kBlock = 512;
  Drawdown worst{0, start, true, 0, 0};
  double peak = start;
  bool from_start = true;
  std::size_t peak_index = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlock) {
    const auto block = values.subspan(begin, std::min(kBlock, values.size() - begin));
    const Bounds bounds = bounds_of(block);
    const double highest = std::max(peak, bounds.high);
    const bool may_be_worse = highest > 0 && (highest - bounds.low) / highest > worst.depth + kTie;
    if (!may_be_worse) {
      if (!at_peak(bounds.high, peak)) continue;
      peak = highest;
      from_start = false;
      peak_index = begin + last_at_peak(block, peak);
      continue;
    }
    for (std::size_t i = 0; i < block.size(); ++i) {
      if (at_peak(block[i], peak)) {
        peak = std::max(peak, block[i]);
        from_start = false;
        peak_index = begin + i;
      } else if (const double depth = (peak - block[i]) / peak; depth > worst.depth + kTie) {
        worst = {depth, peak, from_start, peak_index, begin + i};
      }
    }
  }
  return worst;
}

}  // namespace orchestrator
