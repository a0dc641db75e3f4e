#include "orchestrator/engine/job.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

bool same_open_times(const CandleSpan& a, const CandleSpan& b) {
  return a.size() == b.size() && std::equal(a.open_time.begin(), a.open_time.end(), b.open_time.begin());
}

/// Open times that all series have.
std::vector<TimeMs> common_times(const std::vector<CandleSpan>& bars) {
  std::vector<TimeMs> common(bars.front().open_time.begin(), bars.front().open_time.end());
  for (std::size_t i = 1; i < bars.size(); ++i) {
    std::vector<TimeMs> both;
    std::set_intersection(common.begin(), common.end(), bars[i].open_time.begin(), bars[i].open_time.end(), std::back_inserter(both));
    common = std::move(both);
  }
  return common;
}

CandleColumns rows_at(const CandleSpan& bars, const std::vector<TimeMs>& times) {
  CandleColumns out;
  out.reserve(times.size());
  std::size_t i = 0;
  for (const TimeMs t : times) {
    while (bars.open_time[i] < t) ++i;
    out.push_back(bars.at(i));
  }
  return out;
}

/// Joins a basket's bars on equal open times (3.i); spans stay as they are when they already agree.
void join(Job& job, const MarketData& data, Interval interval) {
  const bool aligned =
      std::all_of(job.bars.begin(), job.bars.end(), [&](const CandleSpan& b) { return same_open_times(b, job.bars.front()); });
  if (aligned) return;
  const std::vector<TimeMs> times = common_times(job.bars);
  for (std::size_t k = 0; k < job.bars.size(); ++k) {
    job.joined.push_back(make_series(data.symbols[job.symbols[k]].name, interval, rows_at(job.bars[k], times)));
    job.bars[k] = job.joined.back();
  }
}

/// Rows of the symbols that found no partner, from the first joined bar that is loaded on (3.i).
void warn_about_dropped_rows(const Job& job, const MarketData& data, Warnings& warnings) {
  if (job.joined.empty() || job.size() == 0) return;
  std::size_t dropped = 0;
  for (const std::uint32_t symbol : job.symbols) {
    const CandleSeries& all = data.symbols[symbol].decision;
    dropped += all.size() - all.lower_bound(job.bars.front().open_time.front()) - job.size();
  }
  if (dropped == 0) return;
  warnings.push_back({"rows_dropped", fmt::format("{} rows of a basket's symbols have no partner in the others and were dropped", dropped),
                      data.symbols[job.symbols.front()].name, static_cast<std::int64_t>(dropped)});
}

/// Finds the decision bars of the range and cuts the warm-up to `lookback` bars.
void choose_bars(Job& job, const RunConfiguration& config, const MarketData& data, std::size_t lookback) {
  if (job.size() == 0) return;
  const TimeMs length = config.interval.ms();
  std::size_t first = config.start_date ? job.bars.front().lower_bound(data.range.begin - length) : 0;
  if (config.num_iterations) {
    const auto newest = static_cast<std::size_t>(*config.num_iterations);
    if (job.size() > newest) first = std::max(first, job.size() - newest);
  }
  const std::size_t warm_up = std::min(first, lookback);
  for (CandleSpan& bars : job.bars) bars = bars.subspan(first - warm_up, bars.size() - (first - warm_up));
  job.first_decision = warm_up;
  if (job.bars.front().has_no_holes(length)) {
    job.first_time = job.bars.front().open_time.front();
    job.step_ms = length;
  }
}

}  // namespace

std::vector<Job> make_jobs(const RunConfiguration& config, const std::vector<WorkUnit>& units, const MarketData& data, std::size_t lookback,
                           Warnings& warnings) {
  std::vector<Job> jobs;
  for (const WorkUnit& unit : units) {
    if (unit.symbols.empty()) throw strategy_error("bad_work_unit", "a work unit has no symbols", "/strategy");
    Job job;
    for (const std::string& name : unit.symbols) {
      const auto found = std::find_if(data.symbols.begin(), data.symbols.end(), [&](const SymbolData& s) { return s.name == name; });
      if (found == data.symbols.end()) {
        throw strategy_error("bad_work_unit", "a work unit names " + name + ", which is not a symbol of the run", "/strategy");
      }
      job.symbols.push_back(static_cast<std::uint32_t>(found - data.symbols.begin()));
      job.bars.push_back(found->decision);
    }
    if (job.bars.size() > 1) join(job, data, config.interval);
    choose_bars(job, config, data, lookback);
    warn_about_dropped_rows(job, data, warnings);
    if (job.size() > 0xFFFFFFF0U) throw data_error("series_too_long", "a series has more than 2^32 bars", "/symbols");
    if (job.first_decision >= job.size()) {
      warnings.push_back({"no_bars", unit.symbols.front() + " has no decision bar in the range", unit.symbols.front(), 0});
    }
    job.proposals = ProposalLog(job.bars);
    jobs.push_back(std::move(job));
  }
  return jobs;
}

void drop_unused_history(const std::vector<Job>& jobs, MarketData& data) {
  std::vector<TimeMs> first(data.symbols.size(), std::numeric_limits<TimeMs>::max());
  for (const Job& job : jobs) {
    if (job.size() == 0) continue;
    for (const std::uint32_t symbol : job.symbols) first[symbol] = std::min(first[symbol], job.open_time(0));
  }
  for (std::size_t s = 0; s < first.size(); ++s) {
    CandleSeries& bars = data.symbols[s].decision;
    const std::size_t unused = bars.lower_bound(first[s]);
    bars = bars.slice(unused, bars.size() - unused);
  }
}

}  // namespace orchestrator
