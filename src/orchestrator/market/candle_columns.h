// Candles as columns that own their memory: what importers, generators and resampling build.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

/// Growable columns. `CandleSpan view()` is valid until the next change.
struct CandleColumns {
  std::vector<TimeMs> open_time;
  std::vector<double> open, high, low, close, volume;

  std::size_t size() const { return open_time.size(); }
  void reserve(std::size_t rows) {
    open_time.reserve(rows);
    for (auto* column : {&open, &high, &low, &close, &volume}) column->reserve(rows);
  }
  void push_back(const Candle& c) {
    open_time.push_back(c.open_time);
    open.push_back(c.open);
    high.push_back(c.high);
    low.push_back(c.low);
    close.push_back(c.close);
    volume.push_back(c.volume);
  }
  CandleSpan view() const { return {open_time, open, high, low, close, volume}; }
};

/// Moves columns into a series that owns them.
inline CandleSeries make_series(std::string symbol, Interval interval, CandleColumns columns) {
  auto owner = std::make_shared<const CandleColumns>(std::move(columns));
  const CandleSpan view = owner->view();
  return {std::move(symbol), interval, view, std::move(owner)};
}

}  // namespace orchestrator
