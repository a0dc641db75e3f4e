#include "orchestrator/policies/catalogue.h"

#include <cmath>
#include <utility>

#include "orchestrator/policies/aggressive_market_policy.h"
#include "orchestrator/policies/capacity.h"
#include "orchestrator/policies/fees.h"
#include "orchestrator/policies/sizing.h"
#include "orchestrator/policies/slippage.h"
#include "orchestrator/policies/vwap_depth_policy.h"

namespace orchestrator {
namespace {

constexpr double kBelowOne = 0x1.fffffffffffffp-1;  // the largest double below 1

double checked_number(const Params& params, const std::string& key, double fallback, double min, double max) {
  const double value = params.number(key, fallback);
  if (!(value >= min && value <= max)) throw params.invalid(key, "'" + key + "' is out of range");
  return value;
}

/// A sizing amount: required unless it has a default, and > 0.
double positive(const Params& params, const std::string& key, double fallback) {
  const double value = params.number(key, fallback);
  if (!(value > 0 && std::isfinite(value))) throw params.invalid(key, "'" + key + "' must be a number > 0");
  return value;
}

std::size_t count_of(const Params& params, const std::string& key, std::int64_t fallback) {
  const std::int64_t value = params.integer(key, fallback);
  if (value < 1) throw params.invalid(key, "'" + key + "' must be an integer >= 1");
  return static_cast<std::size_t>(value);
}

std::unique_ptr<EventCostModel> make_static(const Params& params, double fallback) {
  return std::make_unique<StaticCost>(checked_number(params, "rate", fallback, 0, kBelowOne));
}

}  // namespace

const std::vector<PolicyEntry<EventCostModel>>& fee_models() {
  static const std::vector<PolicyEntry<EventCostModel>> entries{
      {{"static",
        "StaticFee",
        "fee_model",
        "The same rate for every fill.",
        {{"rate", "number", Value(0.001), 0.0, 1.0, "fraction of notional", false, false, true}}},
       "rate",
       [](const Params& params, std::uint64_t) { return make_static(params, 0.001); }},
      {{"per_symbol",
        "PerSymbolFee",
        "fee_model",
        "A rate for each symbol: BTCUSDT 0.0005, ETHUSDT 0.001, XRPUSDT 0.0015, others the default.",
        {{"rates", "map", Value(), std::nullopt, std::nullopt, "rates by symbol, added to the built-in ones"},
         {"default", "number", Value(0.001), 0.0, 1.0, "rate of symbols not listed", false, false, true}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<EventCostModel> {
         checked_number(params, "default", 0.001, 0, kBelowOne);
         return std::make_unique<PerSymbolFee>(params);
       }}};
  return entries;
}

const std::vector<PolicyEntry<EventCostModel>>& slippage_models() {
  static const std::vector<PolicyEntry<EventCostModel>> entries{
      {{"zero", "ZeroSlippage", "slippage_model", "No slippage.", {}},
       "",
       [](const Params&, std::uint64_t) -> std::unique_ptr<EventCostModel> { return std::make_unique<StaticCost>(0.0); }},
      {{"static",
        "StaticSlippage",
        "slippage_model",
        "The same fraction of price for every fill that slips.",
        {{"rate", "number", Value(0.0), 0.0, 1.0, "fraction of price", false, false, true}}},
       "rate",
       [](const Params& params, std::uint64_t) { return make_static(params, 0.0); }},
      {{"random", "RandomSlippage", "slippage_model", "Uniform in [0, 0.001), a function of seed, proposal and leg.", {}},
       "",
       [](const Params&, std::uint64_t seed) -> std::unique_ptr<EventCostModel> { return std::make_unique<RandomSlippage>(seed); }}};
  return entries;
}

const std::vector<PolicyEntry<FillPolicy>>& fill_policies() {
  static const std::vector<PolicyEntry<FillPolicy>> entries{
      {{"aggressive_market",
        "AggressiveMarketPolicy",
        "fill_policy",
        "One fill of the whole quantity at the price, moved by the slippage.",
        {}},
       "",
       [](const Params&, std::uint64_t) -> std::unique_ptr<FillPolicy> { return std::make_unique<AggressiveMarketPolicy>(); }},
      {{"vwap_depth",
        "VWAPDepthPolicy",
        "fill_policy",
        "Walks a modelled book made of a share of the candle's volume.",
        {{"depth", "integer", Value(5), 1.0, 1000.0, "levels of the book"},
         {"participation", "number", Value(0.1), 0.0, 1.0, "share of the candle's volume that is offered"},
         {"level_bps", "number", Value(1.0), 0.0, 10000.0, "distance of the levels, in basis points"}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<FillPolicy> { return std::make_unique<VWAPDepthPolicy>(params); }}};
  return entries;
}

const std::vector<PolicyEntry<SizingModel>>& sizing_models() {
  static const std::vector<PolicyEntry<SizingModel>> entries{
      {{"fixed_fraction",
        "FixedFraction",
        "sizing_model",
        "A fraction of equity at the entry reference price.",
        {{"fraction", "number", Value(0.1), 0.0, std::nullopt, "fraction of equity", false, true}}},
       "fraction",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<SizingModel> {
         return std::make_unique<FixedFraction>(positive(params, "fraction", 0.1));
       }},
      {{"fixed_units",
        "FixedUnits",
        "sizing_model",
        "The same quantity every time.",
        {{"units", "number", Value(), 0.0, std::nullopt, "quantity in base currency (contracts when inverse)", true, true}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<SizingModel> {
         return std::make_unique<FixedUnits>(positive(params, "units", 0));
       }},
      {{"fixed_notional",
        "FixedNotional",
        "sizing_model",
        "The same notional every time.",
        {{"notional", "number", Value(), 0.0, std::nullopt, "quote currency", true, true}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<SizingModel> {
         return std::make_unique<FixedNotional>(positive(params, "notional", 0));
       }},
      {{"fixed_risk",
        "FixedRisk",
        "sizing_model",
        "So much that the loss at the stop is a fraction of equity.",
        {{"risk", "number", Value(), 0.0, std::nullopt, "fraction of equity lost at the stop", true, true}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<SizingModel> {
         return std::make_unique<FixedRisk>(positive(params, "risk", 0));
       }}};
  return entries;
}

const std::vector<PolicyEntry<CapacityPolicy>>& capacity_policies() {
  static const std::vector<PolicyEntry<CapacityPolicy>> entries{
      {{"leg_capacity",
        "LegCapacity",
        "capacity_policy",
        "At most so many legs, filled or waiting.",
        {{"max_legs", "integer", Value(5), 1.0, std::nullopt, "legs over all symbols"}}},
       "max_legs",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<CapacityPolicy> {
         return std::make_unique<LegCapacity>(count_of(params, "max_legs", 5));
       }},
      {{"symbol_capacity",
        "SymbolCapacity",
        "capacity_policy",
        "At most so many symbols with an open trade or a waiting leg.",
        {{"max_symbols", "integer", Value(5), 1.0, std::nullopt, "symbols"}}},
       "",
       [](const Params& params, std::uint64_t) -> std::unique_ptr<CapacityPolicy> {
         return std::make_unique<SymbolCapacity>(count_of(params, "max_symbols", 5));
       }}};
  return entries;
}

}  // namespace orchestrator
