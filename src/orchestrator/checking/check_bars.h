// A job's bars as a check shows them to a strategy: the real ones, some of them, or some with another future.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "orchestrator/market/candle_columns.h"

namespace orchestrator {

struct CheckBars {
  std::vector<std::string> symbols;
  std::vector<CandleSpan> bars;       ///< one a symbol, of equal open times
  std::size_t first_decision = 0;     ///< earlier bars are warm-up
  std::shared_ptr<const void> owner;  ///< keeps the memory of `bars`

  std::size_t size() const { return bars.front().size(); }
  TimeMs open_time(std::size_t bar) const { return bars.front().open_time[bar]; }
};

/// The bars [first, end), decided on from bar `first_decision` of the whole on.
CheckBars part_of(const CheckBars& whole, std::size_t first, std::size_t end, std::size_t first_decision);

/// The bars up to `last`, in memory of their own: whoever reads behind their end finds NaN, not the candles that were cut off.
CheckBars cut_after(const CheckBars& whole, std::size_t last);

/// All bars, but the prices after `last` are multiplied by a random walk that begins with a jump of a tenth. Candles stay valid. A
/// function of (`last`, symbol, bar) alone.
CheckBars changed_after(const CheckBars& whole, std::size_t last);

}  // namespace orchestrator
