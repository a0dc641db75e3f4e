#include "orchestrator/market/timeline.h"

#include <algorithm>

#include "orchestrator/base/error.h"

namespace orchestrator {
namespace {

bool same_times(std::span<const TimeMs> a, std::span<const TimeMs> b) {
  return a.size() == b.size() && (a.data() == b.data() || std::equal(a.begin(), a.end(), b.begin()));
}

/// Union by repeated merging in pairs, so that n series of m candles cost O(n m log n).
std::vector<TimeMs> merge_all(std::vector<std::vector<TimeMs>> parts) {
  while (parts.size() > 1) {
    std::vector<std::vector<TimeMs>> next;
    for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
      std::vector<TimeMs> merged;
      merged.reserve(std::max(parts[i].size(), parts[i + 1].size()));
      std::set_union(parts[i].begin(), parts[i].end(), parts[i + 1].begin(), parts[i + 1].end(), std::back_inserter(merged));
      next.push_back(std::move(merged));
    }
    if (parts.size() % 2 != 0) next.push_back(std::move(parts.back()));
    parts = std::move(next);
  }
  return parts.empty() ? std::vector<TimeMs>{} : std::move(parts.front());
}

/// First index at or after `hint` with times[index] >= t, by steps that double: cheap when it is near.
std::size_t gallop(std::span<const TimeMs> times, std::size_t hint, TimeMs t) {
  std::size_t step = 1;
  std::size_t low = hint;
  while (low < times.size() && times[low] < t) {
    hint = low + 1;
    low += step;
    step *= 2;
  }
  const auto end = times.begin() + static_cast<std::ptrdiff_t>(std::min(low, times.size()));
  return static_cast<std::size_t>(std::lower_bound(times.begin() + static_cast<std::ptrdiff_t>(hint), end, t) - times.begin());
}

}  // namespace

Track::Track(CandleSpan candles, std::span<const TimeMs> instants, TimeMs step_ms) : candles_(candles), step_ms_(step_ms) {
  if (candles_.size() == 0) return;
  first_time_ = candles_.open_time.front();
  no_holes_ = candles_.has_no_holes(step_ms);
  const auto times = candles_.open_time;
  first_step_ = static_cast<Step>(std::lower_bound(instants.begin(), instants.end(), times.front()) - instants.begin());
  contiguous_ = first_step_ + times.size() <= instants.size() && instants[first_step_ + times.size() - 1] == times.back();
  // Both sequences are strictly increasing and the track's times are all instants: equal ends over equal lengths mean equal everywhere.
  if (contiguous_) return;
  steps_.resize(times.size());
  Step step = first_step_;
  for (std::size_t i = 0; i < times.size(); ++i) {
    while (instants[step] < times[i]) ++step;
    steps_[i] = step;
  }
}

std::size_t Track::first_at(TimeMs t, std::size_t hint) const {
  if (!no_holes_) return gallop(candles_.open_time, hint, t);
  if (t <= first_time_) return 0;
  return std::min(static_cast<std::size_t>((t - first_time_ + step_ms_ - 1) / step_ms_), candles_.size());
}

std::size_t Track::candles_before(Step step) const {
  if (contiguous_) return step <= first_step_ ? 0 : std::min<std::size_t>(step - first_step_, candles_.size());
  return static_cast<std::size_t>(std::lower_bound(steps_.begin(), steps_.end(), step) - steps_.begin());
}

Timeline::Timeline(const std::vector<CandleSpan>& series, TimeMs step_ms) : step_ms_(step_ms) {
  std::vector<std::span<const TimeMs>> distinct;
  for (const CandleSpan& s : series) {
    const bool known = std::any_of(distinct.begin(), distinct.end(), [&](auto d) { return same_times(d, s.open_time); });
    if (s.size() != 0 && !known) distinct.push_back(s.open_time);
  }
  if (distinct.size() == 1) {
    instants_ = distinct.front();
  } else if (!distinct.empty()) {
    std::vector<std::vector<TimeMs>> parts;
    for (const auto& d : distinct) parts.emplace_back(d.begin(), d.end());
    owned_ = merge_all(std::move(parts));
    instants_ = owned_;
  }
  if (instants_.size() >= kNoStep) throw data_error("timeline_too_long", "the timeline has more than 2^32 - 2 instants");
  if (!instants_.empty()) {
    first_ = instants_.front();
    no_holes_ = instants_.back() - first_ == static_cast<TimeMs>(instants_.size() - 1) * step_ms;
  }
  tracks_.reserve(series.size());
  for (const CandleSpan& s : series) tracks_.emplace_back(s, instants_, step_ms);
}

Step Timeline::lower_bound(TimeMs t) const {
  if (no_holes_) {
    if (t <= first_) return 0;
    return static_cast<Step>(std::min(static_cast<std::size_t>((t - first_ + step_ms_ - 1) / step_ms_), size()));
  }
  return static_cast<Step>(std::lower_bound(instants_.begin(), instants_.end(), t) - instants_.begin());
}

}  // namespace orchestrator
