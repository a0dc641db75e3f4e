#include "orchestrator/policies/fees.h"

#include "orchestrator/market/symbol.h"

namespace orchestrator {

PerSymbolFee::PerSymbolFee(const Params& params)
    : rates_{{"BTCUSDT", 0.0005}, {"ETHUSDT", 0.001}, {"XRPUSDT", 0.0015}}, default_rate_(params.number("default", 0.001)) {
  const Value* given = params.find("rates");
  if (!given || given->is_null()) return;
  const ValueMap* map = given->as_map();
  if (!map) throw params.invalid("rates", "'rates' must be a map from symbol to rate");
  for (const auto& [symbol, rate] : *map) {
    if (!rate.is_number() || !(rate.number() >= 0 && rate.number() < 1)) {
      throw params.invalid("rates", "the fee rate of " + symbol + " must be a number in [0, 1)");
    }
    rates_[canonical_symbol(symbol)] = rate.number();
  }
}

double PerSymbolFee::operator()(const TradeEvent& event) {
  const auto it = rates_.find(event.symbol);
  return it == rates_.end() ? default_rate_ : it->second;
}

}  // namespace orchestrator
