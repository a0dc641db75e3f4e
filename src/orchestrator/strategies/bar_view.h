// What a strategy may see: a job's bars up to and including the one it decides on, and nothing after it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "orchestrator/base/error.h"
#include "orchestrator/indicators/indicator_set.h"
#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// One symbol of a job: its loaded bars and its indicator columns, in the order of `required_indicators`.
struct SymbolBars {
  std::string symbol;
  CandleSpan candles;
  std::span<const IndicatorColumn> indicators;
  std::shared_ptr<const void> owner = nullptr;  ///< keeps the candles' memory, for whoever hands it on
};

/// A job's bars. All symbols have the same open times, bar for bar.
struct JobBars {
  Interval interval;
  std::size_t lookback = 1;  ///< bars in the decision window
  double tp_ratio = 0.10;    ///< NaN when the configuration says null
  double sl_ratio = 0.05;
  std::vector<SymbolBars> symbols;
};

/// The window of one decision: the newest `size()` bars. `ago` counts back from the newest (0). Reading before the first loaded
/// bar throws.
class BarView {
 public:
  BarView(const JobBars& job, std::size_t bar) : job_(&job), bar_(bar) {}

  const JobBars& job() const { return *job_; }
  Interval interval() const { return job_->interval; }
  /// Index of the newest bar among the loaded ones.
  std::size_t bar() const { return bar_; }
  /// Bars in the window: min(lookback, loaded so far).
  std::size_t size() const { return std::min(job_->lookback, bar_ + 1); }
  std::size_t symbol_count() const { return job_->symbols.size(); }

  TimeMs open_time(std::size_t ago = 0) const { return candles(0).open_time[index(ago)]; }
  double open(std::size_t ago = 0, std::size_t symbol = 0) const { return candles(symbol).open[index(ago)]; }
  double high(std::size_t ago = 0, std::size_t symbol = 0) const { return candles(symbol).high[index(ago)]; }
  double low(std::size_t ago = 0, std::size_t symbol = 0) const { return candles(symbol).low[index(ago)]; }
  double close(std::size_t ago = 0, std::size_t symbol = 0) const { return candles(symbol).close[index(ago)]; }
  double volume(std::size_t ago = 0, std::size_t symbol = 0) const { return candles(symbol).volume[index(ago)]; }
  /// Value of required indicator `slot`; `ago` must stay inside the window.
  double indicator(std::size_t slot, std::size_t ago = 0, std::size_t symbol = 0) const {
    if (ago >= size()) throw strategy_error("window_exceeded", "an indicator was read before the decision window");
    return job_->symbols[symbol].indicators[slot][bar_ - ago];
  }
  /// The window's candles, oldest first.
  CandleSpan window(std::size_t symbol = 0) const { return candles(symbol).subspan(bar_ + 1 - size(), size()); }

 private:
  const CandleSpan& candles(std::size_t symbol) const { return job_->symbols[symbol].candles; }
  std::size_t index(std::size_t ago) const {
    if (ago > bar_) throw strategy_error("window_exceeded", "a candle was read before the first loaded bar");
    return bar_ - ago;
  }
  const JobBars* job_;
  std::size_t bar_;
};

}  // namespace orchestrator
