// Resampling in two steps equals resampling at once, whatever holes the candles have.
#include <algorithm>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "orchestrator/market/resampling.h"
#include "support/property.h"

namespace orchestrator {
namespace {

/// Minutes since the candle before, and numbers to make a valid candle of.
struct Row {
  int minutes, open, close, above, below, volume;
};

rc::Gen<std::vector<Row>> rows() {
  using rc::gen::inRange;
  // Now and then a hole of days, so that whole buckets stay empty.
  const auto minutes = rc::gen::weightedOneOf<int>({{20, inRange(1, 4)}, {4, inRange(1, 300)}, {1, inRange(1, 15000)}});
  return rc::gen::container<std::vector<Row>>(
      rc::gen::construct<Row>(minutes, inRange(50, 60), inRange(50, 60), inRange(0, 5), inRange(0, 5), inRange(0, 1000)));
}

CandleSeries minutes_of(const std::vector<Row>& rows, int first_minute) {
  CandleColumns columns;
  TimeMs minute = first_minute;
  for (const Row& row : rows) {
    minute += row.minutes;
    const double open = row.open, close = row.close;
    // Volumes are whole numbers: of those, sums do not depend on the order.
    columns.push_back({minute * kMinuteMs, open, std::max(open, close) + row.above, std::min(open, close) - row.below, close,
                       static_cast<double>(row.volume)});
  }
  return make_series("X", Interval(), std::move(columns));
}

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << "+" << row.minutes << " min " << row.open << " " << row.close << " " << row.above << " " << row.below << " " << row.volume;
}

Interval interval_divisible_by(Interval finer) {
  std::vector<std::string> names;  // not the intervals themselves: of a name, a failure can tell
  for (std::size_t i = 0; i < Interval::count(); ++i) {
    if (Interval::at(i).divisible_by(finer)) names.emplace_back(Interval::at(i).name());
  }
  return *Interval::parse(*rc::gen::elementOf(names));
}

TEST(ResamplingProperty, TwoStepsEqualOne) {
  test_support::expect_property([] {
    const auto first_minute = *rc::gen::inRange(-30000, 30000);  // the epoch is neither the start of a week nor a special time
    const CandleSeries series = minutes_of(*rows(), first_minute);
    const Interval between = interval_divisible_by(Interval()), last = interval_divisible_by(between);
    const CandleColumns at_once = resample(series, last);
    const CandleColumns in_two = resample(make_series("X", between, resample(series, between)), last);
    RC_ASSERT(in_two.open_time == at_once.open_time);
    RC_ASSERT(in_two.open == at_once.open);
    RC_ASSERT(in_two.high == at_once.high);
    RC_ASSERT(in_two.low == at_once.low);
    RC_ASSERT(in_two.close == at_once.close);
    RC_ASSERT(in_two.volume == at_once.volume);
  });
}

}  // namespace
}  // namespace orchestrator
