// Symbol names: CCXT's (`BTC/USDT`, `BTC/USDT:USDT`) and the exchange's (`BTCUSDT`) mean the same.
#pragma once

#include <string>
#include <string_view>

namespace orchestrator {

/// The exchange's name: `BTC/USDT` and `BTC/USDT:USDT` -> `BTCUSDT`, `BTC/USD:BTC` -> `BTCUSD_PERP`, `btcusdt` -> `BTCUSDT`.
/// Throws a configuration error (`bad_symbol`) for a name that is empty or has characters other than letters, digits, `_`, `-` and `.`.
std::string canonical_symbol(std::string_view name);

/// The candle store's market of a name that tells one: `BTC/USDT:USDT` -> `um`; `BTC/USD:BTC` and `BTCUSD_PERP` -> `cm`. Empty for the
/// others: `BTC/USDT` and `BTCUSDT` are also what perpetuals are called for short. Throws as canonical_symbol does.
std::string market_of_symbol(std::string_view name);

/// The settlement coin of an inverse contract (`BTCUSD_PERP` -> `BTC`); empty when the name tells none.
std::string inverse_coin(std::string_view canonical);

}  // namespace orchestrator
