#include "orchestrator/repository/sample_profiles.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "orchestrator/repository/sample_random.h"

namespace orchestrator {
namespace {

struct KnownSymbol {
  std::string_view symbol;
  double price;
  int price_decimals;
  int volume_decimals;
  double daily_volatility;
  double market_share;
  double quote_volume;
};

// Prices of January 2024, ticks of the exchange, volatilities and volumes by rule of thumb.
constexpr std::array<KnownSymbol, 32> kKnownSymbols{{
    {"BTCUSDT", 42000, 2, 5, 0.026, 0.92, 1'400'000}, {"ETHUSDT", 2300, 2, 4, 0.032, 0.88, 800'000},
    {"BNBUSDT", 315, 1, 3, 0.030, 0.75, 180'000},     {"SOLUSDT", 101, 2, 2, 0.052, 0.75, 400'000},
    {"XRPUSDT", 0.62, 4, 0, 0.038, 0.70, 220'000},    {"DOGEUSDT", 0.09, 5, 0, 0.045, 0.70, 130'000},
    {"ADAUSDT", 0.6, 4, 1, 0.042, 0.76, 110'000},     {"AVAXUSDT", 39, 2, 2, 0.055, 0.74, 120'000},
    {"LINKUSDT", 15, 2, 2, 0.046, 0.72, 90'000},      {"DOTUSDT", 8.3, 3, 2, 0.044, 0.77, 55'000},
    {"MATICUSDT", 0.97, 4, 1, 0.047, 0.74, 80'000},   {"TRXUSDT", 0.107, 5, 1, 0.024, 0.50, 30'000},
    {"LTCUSDT", 73, 2, 3, 0.034, 0.74, 60'000},       {"SHIBUSDT", 0.0000103, 8, 0, 0.048, 0.66, 60'000},
    {"BCHUSDT", 260, 1, 3, 0.044, 0.70, 50'000},      {"UNIUSDT", 7.3, 3, 2, 0.049, 0.70, 30'000},
    {"ATOMUSDT", 10.6, 3, 2, 0.045, 0.74, 35'000},    {"XLMUSDT", 0.13, 4, 0, 0.036, 0.68, 15'000},
    {"ETCUSDT", 22, 2, 2, 0.045, 0.72, 45'000},       {"FILUSDT", 7.1, 3, 2, 0.052, 0.72, 45'000},
    {"NEARUSDT", 3.7, 3, 1, 0.058, 0.70, 50'000},     {"APTUSDT", 9.6, 2, 2, 0.056, 0.68, 40'000},
    {"ARBUSDT", 1.6, 4, 1, 0.060, 0.66, 70'000},      {"OPUSDT", 3.8, 3, 2, 0.060, 0.66, 50'000},
    {"INJUSDT", 37, 2, 2, 0.062, 0.60, 60'000},       {"SUIUSDT", 0.78, 4, 1, 0.062, 0.60, 55'000},
    {"AAVEUSDT", 109, 2, 3, 0.048, 0.70, 20'000},     {"ALGOUSDT", 0.22, 4, 0, 0.046, 0.70, 15'000},
    {"FTMUSDT", 0.49, 4, 0, 0.060, 0.68, 35'000},     {"SANDUSDT", 0.58, 4, 0, 0.052, 0.70, 30'000},
    {"ICPUSDT", 13, 3, 2, 0.058, 0.62, 35'000},       {"RNDRUSDT", 4.5, 3, 2, 0.058, 0.62, 20'000},
}};

SampleProfile invented(std::string_view symbol) {
  SampleRandom random(0, symbol, 0);
  SampleProfile profile;
  profile.symbol = symbol;
  profile.price = std::pow(10, 2.5 * random.uniform() - 1);  // 0.1 … 31
  profile.price_decimals = profile.price < 1 ? 4 : profile.price < 10 ? 3 : 2;
  profile.daily_volatility = 0.04 + 0.04 * random.uniform();
  profile.market_share = 0.4 + 0.3 * random.uniform();
  profile.quote_volume = 5'000 + 20'000 * random.uniform();
  return profile;
}

}  // namespace

std::vector<std::string> sample_symbols(std::size_t count) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(i < kKnownSymbols.size() ? std::string(kKnownSymbols[i].symbol) : fmt::format("COIN{:02}USDT", i + 1));
  }
  return out;
}

SampleProfile sample_profile(std::string_view symbol) {
  for (const auto& known : kKnownSymbols) {
    if (known.symbol != symbol) continue;
    return {std::string(symbol),    known.price,        known.price_decimals, known.volume_decimals,
            known.daily_volatility, known.market_share, known.quote_volume};
  }
  return invented(symbol);
}

}  // namespace orchestrator
