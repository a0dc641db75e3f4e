// Which market a run trades on, and what an instrument of it is.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "orchestrator/base/time.h"

namespace orchestrator {

enum class Market { kSpot, kPerp };

/// Trading rules of one symbol. Zero steps and minimum mean: no rule.
struct Instrument {
  double tick_size = 0;       ///< price step, quote currency
  double step_size = 0;       ///< quantity step, base currency (contracts when inverse)
  double min_notional = 0;    ///< smallest quantity * price of a leg
  double max_leverage = 100;  ///< PERP
  double mmr = 0.005;         ///< maintenance margin rate, PERP
  bool inverse = false;       ///< coin-margined contract
  double multiplier = 1;      ///< quote currency per contract, inverse only
};

/// Funding rates of one symbol, time strictly increasing, already rounded down to the minute.
struct FundingSeries {
  std::vector<TimeMs> time;
  std::vector<double> rate;
};

}  // namespace orchestrator
