#include "orchestrator/strategies/peak_ema_reversal_strategy.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestrator/base/parameter_reader.h"
#include "orchestrator/strategies/parameter_specs.h"

namespace orchestrator {
namespace {

constexpr std::size_t kBarsAfterPeak = 7;  // how many bars after the peak are looked at, and how many must precede the newest ones

enum Slot { kHighestBefore, kHighestRecent, kPeakEma, kEntryEma, kEntryEmaOneRising };

bool is_rising(const CandleSpan& candles, std::size_t bar, double buffer) {
  return candles.high[bar] > candles.high[bar - 1] || candles.close[bar] > candles.open[bar] ||
         candles.high[bar] > (1 + buffer) * candles.open[bar];
}

// Rule 5: how many of the bars after the peak rise.
std::size_t rising_after(const CandleSpan& candles, std::size_t peak, std::size_t bar, double buffer) {
  std::size_t rising = 0;
  for (std::size_t i = peak + 1; i <= std::min(peak + kBarsAfterPeak, bar); ++i) rising += is_rising(candles, i, buffer) ? 1 : 0;
  return rising;
}

// Of bars [begin, end).
double highest(std::span<const double> column, std::size_t begin, std::size_t end) {
  return *std::max_element(column.begin() + static_cast<std::ptrdiff_t>(begin), column.begin() + static_cast<std::ptrdiff_t>(end));
}

}  // namespace

const ComponentInfo& PeakEMAReversalStrategy::info() {
  static const ComponentInfo table{
      "peak_ema_reversal",
      "PeakEMAReversalStrategy",
      "strategy",
      "BUY the pull-back to an EMA after a fresh price peak and falling candles",
      {period_spec("recent", {}, "newest bars that must hold the peak; 7, or 5 on 1w", 2),
       period_spec("total", {}, "bars of the window, at least recent + 7; 200, or 52 on 1w", 9),
       {"buffer", "number", {}, 0, {}, "a high this fraction above its open makes a bar rising; 0.1, or 0.2 on 1w"},
       {"peak_factor", "number", 1.2, 0, {}, "the peak's high is at least this many times the EMA"},
       period_spec("peak_ema", 15, "period of the EMA at the peak, bars"),
       period_spec("entry_ema", 15, "period of the entry's EMA when all bars after the peak fall, bars"),
       period_spec("entry_ema_one_rising", 33, "period when exactly one rises, bars")}};
  return table;
}

void PeakEMAReversalStrategy::set_params(const Params& params) {
  const ParameterReader reader(params, info());
  recent_ = reader.given("recent") ? std::optional(reader.count("recent")) : std::nullopt;
  total_ = reader.given("total") ? std::optional(reader.count("total")) : std::nullopt;
  buffer_ = reader.given("buffer") ? std::optional(reader.number("buffer")) : std::nullopt;
  peak_factor_ = reader.number("peak_factor");
  peak_ema_ = reader.count("peak_ema");
  entry_ema_ = reader.count("entry_ema");
  entry_ema_one_rising_ = reader.count("entry_ema_one_rising");
  BaseStrategy::set_params(params);
  if (recent_ && total_) settings({});
}

PeakEMAReversalStrategy::Settings PeakEMAReversalStrategy::settings(Interval interval) const {
  const bool weekly = interval.ms() == 7 * kDayMs;
  const Settings s{recent_.value_or(weekly ? 5 : 7), total_.value_or(weekly ? 52 : 200), buffer_.value_or(weekly ? 0.2 : 0.1)};
  if (s.total < s.recent + kBarsAfterPeak) {
    throw get_params().invalid(total_ ? "total" : "recent",
                               fmt::format("a window of {} bars is too short for a peak among the newest {}", s.total, s.recent),
                               fmt::format("total must be at least recent + {}", kBarsAfterPeak));
  }
  return s;
}

std::vector<IndicatorRequest> PeakEMAReversalStrategy::required_indicators(Interval interval) const {
  const Settings s = settings(interval);
  const auto period = [](std::size_t n) { return std::vector<double>{static_cast<double>(n)}; };
  return {{"highest", period(s.total - s.recent - 1)},
          {"highest", period(s.recent)},
          {"ema", period(peak_ema_)},
          {"ema", period(entry_ema_)},
          {"ema", period(entry_ema_one_rising_)}};
}

// Rule 2. The window's older part is [window's first, bar - recent]; its highest high is known by a column but for its newest bar.
std::optional<std::size_t> PeakEMAReversalStrategy::peak(const SymbolBars& bars, std::size_t bar, const Settings& s) const {
  const std::span<const double> high = bars.candles.high;
  const double top = bars.indicators[kHighestRecent][bar];
  const std::size_t last_older = bar - s.recent;
  if (!(top > bars.indicators[kHighestBefore][last_older - 1]) || !(top > high[last_older])) return {};
  std::size_t where = last_older + 1;
  while (high[where] != top) ++where;
  for (std::size_t i = where + 1; i <= bar; ++i) {
    if (high[i] == top) return {};
  }
  if (!(top >= peak_factor_ * bars.indicators[kPeakEma][where])) return {};
  return where;
}

// Rules 3 and 4: a recent close, and one at the peak, above all that was before.
bool PeakEMAReversalStrategy::breaks_out(const SymbolBars& bars, std::size_t bar, std::size_t peak, const Settings& s) const {
  const CandleSpan& candles = bars.candles;
  const std::size_t split = bar - s.recent;  // the newest recent + 1 bars begin here
  const double before = bars.indicators[kHighestBefore][split - 1];
  if (!(highest(candles.close, split, bar + 1) > before)) return false;
  double prior = before;  // grows to the highest high of the window's bars up to peak - 2
  if (split + 1 < peak) prior = std::max(prior, highest(candles.high, split, peak - 1));
  return candles.close[peak] > prior || candles.close[peak - 1] > prior;
}

std::optional<PeakEMAReversalStrategy::PullBack> PeakEMAReversalStrategy::pull_back(const SymbolBars& bars, std::size_t bar,
                                                                                    const Settings& s) const {
  if (bar + 1 < s.total) return {};
  const std::optional<std::size_t> top = peak(bars, bar, s);
  if (!top || *top == bar || !breaks_out(bars, bar, *top, s)) return {};
  const std::size_t rising = rising_after(bars.candles, *top, bar, s.buffer);
  if (rising > 1) return {};
  const PullBack found = rising == 0 ? PullBack{bars.indicators[kEntryEma][bar], entry_ema_}
                                     : PullBack{bars.indicators[kEntryEmaOneRising][bar], entry_ema_one_rising_};
  if (!(bars.candles.low[bar] < found.ema)) return {};
  return found;
}

Decision PeakEMAReversalStrategy::decide(const BarView& bars) {
  const auto found = pull_back(bars.job().symbols.front(), bars.bar(), settings(bars.interval()));
  return found ? buy(*found) : Decision{};
}

void PeakEMAReversalStrategy::decide_range(const JobBars& job, std::size_t begin, std::size_t end, DecisionSink& sink) {
  const Settings s = settings(job.interval);
  for (std::size_t bar = begin; bar < end; ++bar) {
    if (const auto found = pull_back(job.symbols.front(), bar, s)) sink.emit(bar, buy(*found));
  }
}

Decision PeakEMAReversalStrategy::buy(const PullBack& found) {
  Decision decision;
  decision.signal = Signal::kBuy;
  decision.entry_price = found.ema;
  decision.meta = fmt::format("{{\"ema_period\":{}}}", found.period);
  return decision;
}

}  // namespace orchestrator
