// Where a trade's bracket closes it (docs/semantics.md, section 5).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "orchestrator/trades/trade_plan.h"
#include "orchestrator/trades/trade_proposal.h"

namespace orchestrator {

/// Why a trade ended; `exit_type` in the trade log.
enum class ExitType : std::uint8_t { kTp, kSl, kTime, kTrail, kSignal, kLiquidation, kFinal, kResolver };

inline constexpr std::size_t kNoCandle = std::numeric_limits<std::size_t>::max();

/// What the search needs to know of an open trade. Candle numbers index the symbol's detail candles.
struct ExitWatch {
  Direction direction = Direction::kLong;
  double tp_price = kNoPrice;
  double sl_price = kNoPrice;
  double liquidation_price = kNoPrice;
  std::optional<double> trailing_stop_pct;
  CrossingPolicy crossing_policy = CrossingPolicy::kPreferSl;
  bool crossing_takes_tp = false;    ///< the draw of `random`
  ExitResolver* resolver = nullptr;  ///< not owned
  std::size_t first_fill_candle = 0;
  bool first_fill_at_open = false;             ///< 5.b, 5.k: then a stop at or beyond that open is hit at once
  std::size_t inside_fill_candle = kNoCandle;  ///< newest candle in which a leg filled inside: rule 4
  std::size_t time_candle = kNoCandle;         ///< first candle to which TIME applies
  double best_price = kNoPrice;                ///< trailing: best high (low) of the candles searched so far; kept by the search
};

/// Where in a candle an exit happens: before everything else, right after the fills at the open (5.k), or inside.
enum class ExitMoment : std::uint8_t { kAtOpen, kAfterFillsAtOpen, kInside };

/// An exit that was found.
struct FoundExit {
  std::size_t candle = 0;
  ExitType type = ExitType::kSl;
  double price = 0;
  ExitMoment moment = ExitMoment::kInside;
  bool ambiguous = false;  ///< rule 2 decided
  std::string label;       ///< of a resolver
};

/// Looks at candles [begin, end) in order. nullopt: no exit there; `watch.best_price` then covers them.
std::optional<FoundExit> find_exit(ExitWatch& watch, const CandleSpan& candles, std::size_t begin, std::size_t end);

/// The stop price in force (5.e) given what the watch has seen; NaN when there is none.
double stop_price(const ExitWatch& watch);

}  // namespace orchestrator
