// How much does a decision depend on where the candles before it begin?
#pragma once

#include <vector>

#include "orchestrator/checking/check_subject.h"

namespace orchestrator {

/// The warm-up lengths that are tried, as multiples of the lookback. With the last of them nothing should change any more.
inline constexpr std::size_t kWarmUps[] = {1, 2, 4, 8};

/// Decides on sample bars alone, with one, two, four and eight lookbacks of bars before them (as far as there are that many) and with long
/// history, and adds to `start_up` how far indicators and decisions move. Appends a finding when decisions still change at eight lookbacks
/// (on more than one in ten bars), or when the strategy fails for want of bars. Moves at fewer are normal: an EMA never forgets entirely. Prices that move by less than a basis point are no other
/// decision.
void check_start_up(const CheckSubject& subject, const Answers& full, StartUp& start_up, std::vector<Finding>& findings);

}  // namespace orchestrator
