// From cash and positions to the equity of every step (docs/semantics.md, section 6.2).
#pragma once

#include <atomic>
#include <span>

#include "orchestrator/market/timeline.h"
#include "orchestrator/portfolio/contract.h"
#include "orchestrator/portfolio/equity_curve.h"
#include "orchestrator/portfolio/equity_history.h"

namespace orchestrator {

/// What a position adds to equity at a price: what it would sell for (SPOT), or its unrealised profit (PERP).
struct PositionValue {
  bool spot = true;
  Contract contract;
  double operator()(const OpenPosition& position, double price) const {
    return spot ? position.quantity * price : contract.profit(position.quantity, position.average_price, price);
  }
};

/// Marks every step at its closes: cash, then the symbols' values in their order; a symbol without a candle at a step at its last close. The
/// work is shared by whoever calls: a second thread can follow the one that executes, and the bits are the same whoever marks what.
class CurveMarker {
 public:
  /// `values`: one a symbol. All outlive the marker.
  CurveMarker(EquityCurve& curve, const EquityHistory& history, const Timeline& timeline, std::span<const PositionValue> values)
      : curve_(curve), history_(history), timeline_(timeline), values_(values) {}

  /// Marks what is settled and not taken by another thread yet. True when nothing of the curve is left to take.
  bool mark_settled();
  /// Follows the execution until nothing is left to take, or until `stop` is set.
  void follow(const std::atomic<bool>& stop);

 private:
  void mark_chunk(std::size_t chunk) const;
  void add_symbol(std::size_t symbol, const OpenPosition& position, Step begin, std::span<double> equity) const;

  EquityCurve& curve_;
  const EquityHistory& history_;
  const Timeline& timeline_;
  std::span<const PositionValue> values_;
  std::atomic<std::size_t> next_chunk_{0};
};

}  // namespace orchestrator
