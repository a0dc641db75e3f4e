// Symbol names: CCXT's (`BTC/USDT`, `BTC/USDT:USDT`) and the exchange's (`BTCUSDT`) mean the same.
#pragma once

#include <string>
#include <string_view>

namespace orchestrator {

/// The exchange's name: `BTC/USDT` and `BTC/USDT:USDT` -> `BTCUSDT`, `BTC/USD:BTC` -> `BTCUSD_PERP`, `btcusdt` -> `BTCUSDT`.
/// Throws a configuration error (`bad_symbol`) for a name that is empty or has characters other than letters, digits, `_`, `-` and `.`.
std::string canonical_symbol(std::string_view name);

/// The settlement coin of an inverse contract (`BTCUSD_PERP` -> `BTC`); empty when the name tells none.
std::string inverse_coin(std::string_view canonical);

}  // namespace orchestrator
