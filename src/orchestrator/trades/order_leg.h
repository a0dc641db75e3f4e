// One leg of an entry: how much, at which price, and how long it waits.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "orchestrator/market/candle_series.h"

namespace orchestrator {

enum class Direction : std::int8_t { kLong = 1, kShort = -1 };
enum class Side : std::int8_t { kBuy = 1, kSell = -1 };
enum class TimeInForce : std::uint8_t { kGtc, kIoc, kFok };

/// What a leg's price is measured from (docs/semantics.md, section 4).
enum class NamedReference : std::uint8_t { kOpen, kClose, kEntry };
using CandlePrice = std::function<double(const Candle&)>;
using CandleTest = std::function<bool(const Candle&)>;
using PriceReference = std::variant<NamedReference, double, CandlePrice>;

/// When a leg becomes live: at once, from the n-th candle, from a time (ms), or from the first candle for which a predicate holds.
struct LegStart {
  std::variant<std::monostate, std::int64_t, CandleTest> when;
  bool is_time = false;  ///< the integer is a time in ms, not a count of candles
};

/// A leg of an entry plan. Its price is P * (1 - d * offset), d = +1 for a LONG, -1 for a SHORT, P the reference price.
struct OrderLeg {
  double fraction = 1.0;  ///< share of the proposal's size
  double offset = 0.0;    ///< fraction of the reference price, positive is better for us
  PriceReference reference = NamedReference::kOpen;
  TimeInForce tif = TimeInForce::kGtc;
  std::optional<std::int64_t> expire_bars;  ///< detail candles; absent: until the exit
  LegStart start;
};

}  // namespace orchestrator
