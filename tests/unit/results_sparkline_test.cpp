// The sparkline of a summary.
#include <gtest/gtest.h>

#include <vector>

#include "orchestrator/results/sparkline.h"

namespace orchestrator {
namespace {

TEST(Sparkline, DrawsTheCurveBetweenItsExtremes) {
  const std::vector<double> rising{1, 2, 3, 4, 5, 6, 7, 8};
  EXPECT_EQ(sparkline(rising, 14, 1), "8.00 ┤▁▂▃▄▅▆▇█\n");
}

TEST(Sparkline, LabelsHighestAndLowest) {
  const std::vector<double> values{100, 50, 100};
  EXPECT_EQ(sparkline(values, 20, 2), "100.00 ┤█ █\n 50.00 ┤█▁█\n");
}

TEST(Sparkline, ShowsTheLastValueOfEachShare) {
  const std::vector<double> values{8, 8, 8, 1, 8, 8, 1, 8};
  EXPECT_EQ(sparkline(values, 8, 1), "8.00 ┤▁█\n");
}

TEST(Sparkline, AFlatCurveIsALine) {
  const std::vector<double> flat(5, 3.0);
  EXPECT_EQ(sparkline(flat, 40, 1), "3.00 ┤▁▁▁▁▁\n");
  EXPECT_EQ(sparkline({}, 40, 1), "");
}

}  // namespace
}  // namespace orchestrator
