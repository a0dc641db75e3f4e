// The instants of a run: the sorted union of several series' open times, and where each series lies on it.
#pragma once

#include <cstdint>
#include <vector>

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// A place on the timeline, counted from 0.
using Step = std::uint32_t;
inline constexpr Step kNoStep = 0xFFFFFFFF;

/// One series on the timeline. A series without holes against the timeline costs no memory.
class Track {
 public:
  Track() = default;
  Track(CandleSpan candles, std::span<const TimeMs> instants, TimeMs step_ms);

  const CandleSpan& candles() const { return candles_; }
  std::size_t size() const { return candles_.size(); }
  /// Step of candle `i`.
  Step step_of(std::size_t i) const { return contiguous_ ? first_step_ + static_cast<Step>(i) : steps_[i]; }
  /// First candle at or after `hint` with open_time >= t. Needs the candle before `hint` to be earlier than t.
  std::size_t first_at(TimeMs t, std::size_t hint) const;
  /// Number of candles with a step < `step`; so the newest candle before `step` is this minus one.
  std::size_t candles_before(Step step) const;
  /// True when candle i lies on step step_of(0) + i for every i.
  bool contiguous() const { return contiguous_; }

 private:
  CandleSpan candles_;
  bool contiguous_ = true;
  Step first_step_ = 0;
  TimeMs first_time_ = 0;
  TimeMs step_ms_ = 0;
  bool no_holes_ = false;
  std::vector<Step> steps_;
};

/// The union of the series' open times. Series must be sorted; each is a track, in the order given.
class Timeline {
 public:
  Timeline() = default;
  /// Throws a data error when there are more than 2^32 - 2 instants.
  /// `step_ms` is the series' interval.
  Timeline(const std::vector<CandleSpan>& series, TimeMs step_ms);

  std::size_t size() const { return instants_.size(); }
  TimeMs at(Step step) const { return no_holes_ ? first_ + static_cast<TimeMs>(step) * step_ms_ : instants_[step]; }
  std::span<const TimeMs> instants() const { return instants_; }
  /// First step at or after `t`; size() when there is none.
  Step lower_bound(TimeMs t) const;
  const Track& track(std::size_t series) const { return tracks_[series]; }
  std::size_t track_count() const { return tracks_.size(); }

 private:
  std::vector<TimeMs> owned_;  // empty when one series is the whole timeline
  std::span<const TimeMs> instants_;
  std::vector<Track> tracks_;
  TimeMs first_ = 0;
  TimeMs step_ms_ = 0;
  bool no_holes_ = false;  ///< then times are computed: a look-up would be one more far place in memory
};

}  // namespace orchestrator
