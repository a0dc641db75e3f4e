// How an event becomes fills.
#pragma once

#include <vector>

#include "orchestrator/trades/fill_record.h"

namespace orchestrator {

/// The market as a fill sees it: the candle in which the event happens.
class Book {
 public:
  Book() = default;
  Book(const CandleSpan& candles, std::size_t index) : candles_(&candles), index_(index) {}
  /// The whole candle; looked up when asked for.
  Candle candle() const { return candles_ ? candles_->at(index_) : Candle{}; }
  double volume() const { return candles_ ? candles_->volume[index_] : 0; }

 private:
  const CandleSpan* candles_ = nullptr;
  std::size_t index_ = 0;
};

class FillPolicy {
 public:
  virtual ~FillPolicy() = default;
  /// Appends the fills of an event to `fills` (fees are added later). `slippage` is a fraction, 0 for price-bounded orders. Fewer than the
  /// whole quantity may be filled for IOC legs, nothing for a FOK leg that cannot be filled whole; everything else fills whole.
  virtual void fill(const TradeEvent& event, double slippage, const Book& book, std::vector<FillRecord>& fills) = 0;
  /// The worst price an event may be filled at, without knowing the candle: what admission reserves cash for.
  virtual double worst_price(const TradeEvent& event, double slippage) const {
    return event.price * (1 + static_cast<double>(event.side) * slippage);
  }
};

}  // namespace orchestrator
