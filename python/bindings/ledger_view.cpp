#include "ledger_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "builtin_arguments.h"
#include "orchestrator/base/nearest_name.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator::python {
namespace {

Market read_market(const std::string& name) {
  if (name == "SPOT" || name == "spot") return Market::kSpot;
  if (name == "PERP" || name == "perp") return Market::kPerp;
  throw nb::value_error(fmt::format("market is '{}', but must be SPOT or PERP", name).c_str());
}

std::vector<std::string> canonical(std::vector<std::string> symbols) {
  for (std::string& symbol : symbols) symbol = checked_arguments([&] { return canonical_symbol(symbol); });
  return symbols;
}

}  // namespace

LedgerView::LedgerView(const std::string& market, std::vector<std::string> symbols, bool inverse, double multiplier)
    : symbols_(canonical(std::move(symbols))),
      ledger_(read_market(market), std::vector<Contract>(symbols_.size(), Contract{inverse, multiplier}), true) {}

std::uint32_t LedgerView::index_of(const std::string& symbol) const { return index_of_symbol(symbols_, symbol); }

std::uint32_t index_of_symbol(const std::vector<std::string>& symbols, const std::string& name) {
  const std::string wanted = checked_arguments([&] { return canonical_symbol(name); });
  const auto found = std::find(symbols.begin(), symbols.end(), wanted);
  if (found == symbols.end()) throw nb::key_error(fmt::format("there is no symbol '{}'; {}", name, name_hint(wanted, symbols)).c_str());
  return static_cast<std::uint32_t>(found - symbols.begin());
}

}  // namespace orchestrator::python
