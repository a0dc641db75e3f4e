#include "orchestrator/results/drawdown.h"

#include <algorithm>

namespace orchestrator {
namespace {

/// What differs by less, relative to the peak, differs by rounding only (10.j).
constexpr double kTie = 1e-11;

bool at_peak(double value, double peak) { return value >= peak * (1 - kTie); }

std::size_t last_at_peak(std::span<const double> block, double peak) {
  const auto last = std::find_if(block.rbegin(), block.rend(), [&](double value) { return at_peak(value, peak); });
  return static_cast<std::size_t>(block.rend() - last) - 1;
}

double depth_below(double peak, double value) { return peak > 0 ? (peak - value) / peak : 0; }

/// The deepest fall that the blocks alone prove: from the peak, be it before a block or in it, to the block's lowest.
double proven_depth(double start, std::span<const CurveBlock> blocks) {
  double peak = start;
  double depth = 0;
  for (const CurveBlock& block : blocks) {
    const double highest = std::max(peak, block.high);  // the lowest may come before or after it
    depth = std::max(depth, std::min(depth_below(peak, block.low), depth_below(highest, block.low)));
    peak = highest;
  }
  return depth;
}

/// A block whose falls cannot come near the deepest one is not read. The distance is far larger than a tie, so that among falls which tie the
/// first one still counts.
constexpr double kNear = 1e-6;

}  // namespace

bool Drawdown::recovered_at(double value) const { return at_peak(value, peak); }

Drawdown largest_drawdown(double start, std::span<const double> values, std::span<const CurveBlock> blocks) {
  Drawdown worst{0, start, true, 0, 0};
  const double proven = proven_depth(start, blocks);
  double peak = start;
  bool from_start = true;
  std::size_t peak_index = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += kCurveBlock) {
    const auto block = values.subspan(begin, std::min(kCurveBlock, values.size() - begin));
    const CurveBlock& bounds = blocks[begin / kCurveBlock];
    const double highest = std::max(peak, bounds.high);
    // Below zero, the lower peak makes the deeper fall.
    const double possible = std::max(depth_below(highest, bounds.low), depth_below(peak, bounds.low));
    if (possible <= worst.depth + kTie || possible < proven * (1 - kNear)) {
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
