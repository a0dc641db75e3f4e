#include "orchestrator/market/symbol.h"

#include <algorithm>
#include <cctype>

#include "orchestrator/base/error.h"

namespace orchestrator {

std::string canonical_symbol(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  std::string result = upper;
  if (const auto slash = upper.find('/'); slash != std::string::npos) {
    const std::string base = upper.substr(0, slash);
    const auto colon = upper.find(':', slash);
    const std::string quote = upper.substr(slash + 1, colon == std::string::npos ? std::string::npos : colon - slash - 1);
    const std::string settle = colon == std::string::npos ? "" : upper.substr(colon + 1);
    if (base.empty() || quote.empty() || (colon != std::string::npos && settle.empty())) {
      throw configuration_error("bad_symbol", "'" + std::string(name) + "' is not a symbol name", "",
                                "write BTCUSDT, BTC/USDT or BTC/USDT:USDT");
    }
    result = base + quote;
    if (!settle.empty() && settle == base) result += "_PERP";
  }
  const bool clean =
      !result.empty() && result.size() <= 64 && result[0] != '.' &&
      std::all_of(result.begin(), result.end(), [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '-' || c == '.'; });
  if (!clean) {
    throw configuration_error("bad_symbol", "'" + std::string(name) + "' is not a symbol name", "",
                              "write BTCUSDT, BTC/USDT or BTC/USDT:USDT");
  }
  return result;
}

std::string market_of_symbol(std::string_view name) {
  if (canonical_symbol(name).ends_with("_PERP")) return "cm";
  return name.find(':') == std::string_view::npos ? "" : "um";
}

std::string inverse_coin(std::string_view canonical) {
  const auto usd = canonical.find("USD");
  return usd == std::string_view::npos || usd == 0 ? std::string() : std::string(canonical.substr(0, usd));
}

}  // namespace orchestrator
