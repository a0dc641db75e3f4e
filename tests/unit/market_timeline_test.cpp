#include <gtest/gtest.h>

#include <random>
#include <set>

#include "orchestrator/market/timeline.h"
#include "support/random_seed.h"

namespace orchestrator {
namespace {

CandleSpan times_only(const std::vector<TimeMs>& times) {
  static const std::vector<double> ones(1000, 1.0);
  const auto column = std::span<const double>(ones).first(times.size());
  return {times, column, column, column, column, column};
}

TEST(Timeline, OneSeriesIsItsOwnTimelineWithoutACopy) {
  const std::vector<TimeMs> times{0, 60000, 180000};
  const Timeline timeline({times_only(times)}, kMinuteMs);
  EXPECT_EQ(timeline.instants().data(), times.data());
  EXPECT_TRUE(timeline.track(0).contiguous());
}

TEST(Timeline, UnionAndTracksAgreeWithASetOnRandomSeries) {
  const unsigned seed = test_support::random_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::vector<TimeMs>> series(1 + random() % 5);
    std::set<TimeMs> expected;
    for (auto& times : series) {
      const TimeMs start = static_cast<TimeMs>(random() % 20) * kMinuteMs;
      for (TimeMs t = start; t < start + 50 * kMinuteMs; t += kMinuteMs) {
        if (round % 2 == 0 || random() % 4 != 0) times.push_back(t);
      }
      expected.insert(times.begin(), times.end());
    }
    std::vector<CandleSpan> spans;
    for (const auto& times : series) spans.push_back(times_only(times));
    const Timeline timeline(spans, kMinuteMs);
    ASSERT_EQ(std::vector<TimeMs>(expected.begin(), expected.end()),
              std::vector<TimeMs>(timeline.instants().begin(), timeline.instants().end()));
    for (std::size_t s = 0; s < series.size(); ++s) {
      const Track& track = timeline.track(s);
      for (std::size_t i = 0; i < series[s].size(); ++i) ASSERT_EQ(timeline.at(track.step_of(i)), series[s][i]);
      for (std::size_t i = 0; i < series[s].size(); ++i) {
        ASSERT_EQ(track.first_at(series[s][i], 0), i);
        ASSERT_EQ(track.first_at(series[s][i] + 1, i), i + 1);
      }
      for (Step step = 0; step <= timeline.size(); ++step) {
        const TimeMs t = step < timeline.size() ? timeline.at(step) : timeline.instants().back() + 1;
        ASSERT_EQ(track.candles_before(step),
                  static_cast<std::size_t>(std::lower_bound(series[s].begin(), series[s].end(), t) - series[s].begin()));
      }
    }
  }
}

}  // namespace
}  // namespace orchestrator
