#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "orchestrator/results/drawdown.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

/// The definition, written out: every pair of a peak and a later value.
double naive_depth(double start, const std::vector<double>& values) {
  double peak = start;
  double worst = 0;
  for (const double v : values) {
    peak = std::max(peak, v);
    worst = std::max(worst, (peak - v) / peak);
  }
  return worst;
}

Drawdown largest_drawdown_of(double start, const std::vector<double>& values) {
  return largest_drawdown(start, values, summarise_blocks(values));
}

TEST(Drawdown, SkippingBlocksChangesNothing) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::normal_distribution<double> step(0, 0.01);
  for (int round = 0; round < 100; ++round) {
    std::vector<double> values(random() % 5000);
    double value = 100;
    for (double& v : values) v = value *= std::exp(step(random));
    // A perpetual portfolio can owe: then the fall exceeds the peak, and the lower the peak, the deeper it is.
    const double owed = round % 2 == 1 ? 97 : 0;
    for (double& v : values) v -= owed;
    const double start = 100 - owed;
    const Drawdown drawdown = largest_drawdown_of(start, values);
    ASSERT_EQ(drawdown.depth, naive_depth(start, values));
    if (drawdown.depth > 0) {
      const double peak = drawdown.from_start ? start : values[drawdown.peak_index];
      ASSERT_EQ(drawdown.depth, (peak - values[drawdown.trough_index]) / peak);
    }
  }
}

TEST(Drawdown, TheFirstOfEqualOnesCounts) {
  const Drawdown drawdown = largest_drawdown_of(10, {10, 5, 10, 5});
  EXPECT_EQ(drawdown.depth, 0.5);
  EXPECT_EQ(drawdown.trough_index, 1U);
  EXPECT_EQ(drawdown.peak_index, 0U);
  EXPECT_FALSE(drawdown.from_start);
}

}  // namespace
}  // namespace orchestrator
