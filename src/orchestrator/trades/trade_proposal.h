// A proposal: a decision with every price resolved, ready to be tried.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "orchestrator/strategies/decision.h"
#include "orchestrator/trades/trade_plan.h"

namespace orchestrator {

inline constexpr double kNoPrice = std::numeric_limits<double>::quiet_NaN();
inline bool has_price(double price) { return !std::isnan(price); }

/// A trade plan with its prices. NaN tp or sl means: no such exit. `size` is multiplied by the sizing model's scale.
struct TradeProposal {
  std::uint64_t id = 0;
  std::uint32_t symbol = 0;  ///< index into the run's symbols
  Direction direction = Direction::kLong;
  double size = 1;
  TimeMs decision_time = 0;  ///< T: the decision bar's close
  double entry_price = 0;
  double tp_price = kNoPrice;
  double sl_price = kNoPrice;
  double confidence = 1;
  double decision_close = 0;
  const CandleSpan* decision_bars = nullptr;   ///< the series the decision was made on, outlives the proposal
  std::size_t decision_index = 0;              ///< its bar there
  const TradePlan* plan = nullptr;             ///< outlives the proposal
  const std::string* strategy_name = nullptr;  ///< outlives the proposal
  const std::string* meta = nullptr;           ///< null: none

  Candle decision_bar() const { return decision_bars->at(decision_index); }
};

/// An exit price: as given, absent, or entry * (1 + sign * ratio) where it is missing (section 3).
double resolve_exit_price(const OptionalPrice& given, std::optional<double> ratio, double entry_price, double sign);

/// Nearest multiple of `tick` (4.c); the price itself when there is no tick.
inline double round_to_tick(double price, double tick) { return tick > 0 ? std::floor(price / tick + 0.5) * tick : price; }

/// Mirrors a SHORT given in the long convention, rounds to `tick`, and looks whether the bracket lies on the right side of the entry price
/// (notes 3.b to 3.d, 3.k). False: it does not. Sets `mirrored` when it was.
bool settle_bracket(Direction direction, double entry_price, double tick, double& tp_price, double& sl_price, bool& mirrored);

}  // namespace orchestrator
