#include "orchestrator/repository/series_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "orchestrator/base/error.h"
#include "orchestrator/market/validation.h"

namespace orchestrator {
namespace {

/// Counts problems by kind and keeps their first places.
class ProblemCollector {
 public:
  explicit ProblemCollector(std::size_t max_places) : max_places_(max_places) {}

  /// `message` is called only when the place is kept: a file may have a million of them.
  template <typename Message>
  void add(const char* code, bool error, std::size_t row, TimeMs time, Message message) {
    SeriesProblem& problem = of_kind(code, error);
    ++problem.count;
    if (problem.places.size() < max_places_) problem.places.push_back({row, time, message()});
  }
  std::vector<SeriesProblem> take() {
    std::erase_if(problems_, [](const SeriesProblem& p) { return p.count == 0; });
    return std::move(problems_);
  }
  void declare(const char* code, bool error = true) { problems_.push_back({code, error, 0, {}}); }

 private:
  SeriesProblem& of_kind(const char* code, bool error) {
    const auto found = std::find_if(problems_.begin(), problems_.end(), [&](const SeriesProblem& p) { return p.code == code; });
    if (found != problems_.end()) return *found;
    problems_.push_back({code, error, 0, {}});
    return problems_.back();
  }

  std::size_t max_places_;
  std::vector<SeriesProblem> problems_;
};

std::string why_invalid(const Candle& c) {
  const auto bad = [](double v) { return !std::isfinite(v); };
  const std::string values = fmt::format("open {}, high {}, low {}, close {}, volume {}", c.open, c.high, c.low, c.close, c.volume);
  if (bad(c.open) || bad(c.high) || bad(c.low) || bad(c.close) || bad(c.volume)) return "not finite: " + values;
  if (std::min({c.open, c.high, c.low, c.close}) <= 0) return "a price is not above 0: " + values;
  if (c.volume < 0) return "negative volume: " + values;
  return c.high < std::max(c.open, c.close) ? "high below open or close: " + values : "low above open or close: " + values;
}

void check_order(std::span<const TimeMs> time, ProblemCollector& problems) {
  for (std::size_t i = 1; i < time.size(); ++i) {
    if (time[i] == time[i - 1]) {
      problems.add("duplicate_candle", true, i, time[i], [] { return std::string("the same time as the row before"); });
    } else if (time[i] < time[i - 1]) {
      problems.add("unsorted_candles", true, i, time[i], [&] { return "earlier than the row before, " + format_time(time[i - 1]); });
    }
  }
}

void check_times(std::span<const TimeMs> time, ProblemCollector& problems) {
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (!in_calendar(time[i])) problems.add("time_out_of_range", true, i, time[i], [] { return std::string("in no year from 1 to 9999"); });
  }
}

void check_candles(const CandleSeries& candles, ProblemCollector& problems) {
  for (const char* code :
       {"content_changed", "invalid_candle", "duplicate_candle", "unsorted_candles", "time_out_of_range", "misaligned_candle"})
    problems.declare(code);
  problems.declare("gap", false);
  for (std::size_t i = 0; i < candles.size(); ++i) {
    if (valid_values(candles, i)) continue;
    problems.add("invalid_candle", true, i, candles.open_time[i], [&] { return why_invalid(candles.at(i)); });
  }
  check_order(candles.open_time, problems);
  check_times(candles.open_time, problems);
  const Interval interval = candles.interval;
  for (std::size_t i = 0; i < candles.size(); ++i) {
    const TimeMs t = candles.open_time[i];
    if (in_calendar(t) && !interval.aligned(t)) {
      problems.add("misaligned_candle", true, i, t, [&] { return fmt::format("not a multiple of {}", interval.name()); });
    }
  }
  for (std::size_t i = 1; i < candles.size(); ++i) {
    const TimeMs before = candles.open_time[i - 1];
    if (!in_calendar(before) || !in_calendar(candles.open_time[i])) continue;
    const TimeMs step = candles.open_time[i] - before;
    if (step < 2 * interval.ms()) continue;  // also after a misaligned candle, of which nothing is missing
    problems.add("gap", false, i, before + interval.ms(), [&] {
      const TimeMs missing = step / interval.ms() - 1;
      return fmt::format("{} missing before {}", missing == 1 ? "1 candle" : fmt::format("{} candles", missing),
                         format_time(before + step));
    });
  }
}

void check_funding(std::span<const TimeMs> time, std::span<const double> rate, ProblemCollector& problems) {
  for (const char* code : {"content_changed", "invalid_funding", "duplicate_candle", "unsorted_candles", "time_out_of_range"})
    problems.declare(code);
  for (std::size_t i = 0; i < rate.size(); ++i) {
    if (!std::isfinite(rate[i])) problems.add("invalid_funding", true, i, time[i], [&] { return fmt::format("rate {}", rate[i]); });
  }
  check_order(time, problems);
  check_times(time, problems);
}

}  // namespace

bool SeriesCheck::has_errors() const {
  return std::any_of(problems.begin(), problems.end(), [](const SeriesProblem& p) { return p.error; });
}

SeriesCheck check_series(const CandleStore& store, const SeriesId& id, std::size_t max_places) {
  SeriesCheck check{id, store.file_of(id), 0, {}};
  ProblemCollector problems(max_places);
  try {
    const StoredSeries stored = store.read(id);
    check.rows = stored.time.size();
    if (id.kind == SeriesKind::kFunding) {
      check_funding(stored.time, stored.values[0], problems);
    } else {
      check_candles(stored.candles(), problems);
    }
    if (!stored.content_intact()) {
      problems.add("content_changed", true, 0, stored.time.front(),
                   [] { return std::string("the checksum of the columns is not the one written with them"); });
    }
  } catch (const Error& damage) {
    problems.add(damage.code().c_str(), true, 0, 0, [&] { return damage.message(); });
  }
  check.problems = problems.take();
  return check;
}

}  // namespace orchestrator
