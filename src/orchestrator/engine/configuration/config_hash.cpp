#include "orchestrator/engine/configuration/config_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "orchestrator/components/resolve_component.h"
#include "orchestrator/engine/configuration/json_values.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

template <typename T>
json or_null(const std::optional<T>& value) {
  return value ? json(*value) : json();
}

json code(const ComponentSpec& spec) {
  json params = json::object();
  for (const auto& [key, value] : spec.params.values()) params[key] = to_json(value);
  return {{"module", spec.module}, {"class", spec.class_name}, {"params", params}};
}

json component(const ComponentSpec& spec, std::string_view kind) {
  const ComponentSpec plain = resolve_component(spec, kind);
  if (plain.form == ComponentSpec::Form::kModule) return code(plain);
  json params = json::object();
  for (const auto& [key, value] : plain.params.values()) params[key] = to_json(value);
  return plain.form == ComponentSpec::Form::kBuiltin ? json{{"builtin", plain.builtin}, {"params", params}} : json();
}

json entry(const EntrySettings& settings) {
  json result{{"legs", settings.legs},
              {"start_pct", settings.start_pct},
              {"step_pct", settings.step_pct},
              {"tif", static_cast<int>(settings.tif)},
              {"expire_bars", or_null(settings.expire_bars)},
              {"when", or_null(settings.when)},
              {"when_is_time", settings.when && settings.when_is_time}};
  if (const auto* price = std::get_if<double>(&settings.reference))
    result["reference_price"] = *price;
  else
    result["reference"] = static_cast<int>(std::get<NamedReference>(settings.reference));
  if (settings.reference_code) result["reference_code"] = code(*settings.reference_code);
  if (settings.when_code) result["when_code"] = code(*settings.when_code);
  return result;
}

/// Every symbol's rules, also those that only have defaults: an entry that spells out the defaults changes nothing.
json instruments(const RunConfiguration& config) {
  json result = json::object();
  for (const std::string& symbol : config.symbols) {
    const Instrument i = instrument_of(config, symbol);
    result[symbol] = {{"tick_size", i.tick_size},
                      {"step_size", i.step_size},
                      {"min_notional", i.min_notional},
                      {"max_leverage", i.max_leverage},
                      {"mmr", i.mmr},
                      {"inverse", i.inverse},
                      {"multiplier", i.multiplier}};
  }
  return result;
}

json components(const RunConfiguration& config) {
  return {{"strategy", component(config.strategy, "strategy")},
          {"fee_model", component(config.fee_model, "fee_model")},
          {"slippage_model", component(config.slippage_model, "slippage_model")},
          {"fill_policy", component(config.fill_policy, "fill_policy")},
          {"sizing_model", component(config.sizing_model, "sizing_model")},
          {"capacity_policy", component(config.capacity_policy, "capacity_policy")},
          {"exit_resolver", component(config.exit_resolver, "exit_resolver")}};
}

json exits(const RunConfiguration& config) {
  return {{"tp_ratio", or_null(config.tp_ratio)},
          {"sl_ratio", or_null(config.sl_ratio)},
          {"sell_signal", static_cast<int>(config.sell_signal)},
          {"crossing_policy", static_cast<int>(config.crossing_policy)},
          {"max_holding_bars", or_null(config.max_holding_bars)},
          {"trailing_stop_pct", or_null(config.trailing_stop_pct)},
          {"skip_strategy_errors", config.skip_strategy_errors}};
}

json account(const RunConfiguration& config) {
  return {{"initial_cash", config.initial_cash},
          {"leverage", config.leverage},
          {"margin_mode", static_cast<int>(config.margin_mode)},
          {"mmr", config.mmr},
          {"funding_rate", or_null(config.funding_rate)},
          {"funding_interval", std::string(config.funding_interval.name())},
          {"instruments", instruments(config)},
          {"seed", config.seed}};
}

json range(const RunConfiguration& config) {
  return {{"symbols", config.symbols},
          {"interval", std::string(config.interval.name())},
          {"detail_interval", config.detail_interval ? json(std::string(config.detail_interval->name())) : json()},
          {"market", config.market == Market::kPerp ? "PERP" : "SPOT"},
          {"start_date", or_null(config.start_date)},
          {"end_date", or_null(config.end_date)},
          {"num_iterations", or_null(config.num_iterations)}};
}

/// Whole numbers as integers, so that no spelling of a number shows.
void canonicalise_numbers(json& value) {
  if (value.is_structured()) {
    for (json& item : value) canonicalise_numbers(item);
    return;
  }
  constexpr double kExact = 9007199254740992.0;
  if (!value.is_number_float()) return;
  const double number = value;
  if (number == std::floor(number) && std::fabs(number) <= kExact) value = static_cast<std::int64_t>(number);
}

}  // namespace

std::string canonical_text(const RunConfiguration& config) {
  json all{{"version", 1},           {"range", range(config)},       {"components", components(config)},
           {"exits", exits(config)}, {"entry", entry(config.entry)}, {"account", account(config)}};
  canonicalise_numbers(all);
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string hash_of(const RunConfiguration& config) {
  const std::string text = canonical_text(config);
  const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace orchestrator::configuration
