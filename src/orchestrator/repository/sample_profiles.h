// Which symbols a sample market has, and what each looks like.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace orchestrator {

/// What makes one symbol's sample candles look like that symbol's.
struct SampleProfile {
  std::string symbol;
  double price = 1;                ///< at the start, quote currency
  int price_decimals = 2;          ///< the tick is 10^-price_decimals
  int volume_decimals = 2;         ///< the volume step is 10^-volume_decimals
  double daily_volatility = 0.04;  ///< standard deviation of a day's log return, typical
  double market_share = 0.6;       ///< correlation of its returns with the market's
  double quote_volume = 50'000;    ///< traded in a typical minute, quote currency
};

/// The `count` best known symbols, in order of size; invented names (`COIN33USDT`) beyond those.
std::vector<std::string> sample_symbols(std::size_t count);

/// The profile of a canonical name; for an unknown one a profile that depends on the name alone.
SampleProfile sample_profile(std::string_view symbol);

}  // namespace orchestrator
