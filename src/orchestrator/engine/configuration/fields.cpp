#include "orchestrator/engine/configuration/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "orchestrator/base/error.h"
#include "orchestrator/components/component_spec_reader.h"
#include "orchestrator/engine/configuration/json_values.h"
#include "orchestrator/engine/configuration/symbol_names.h"
#include "orchestrator/market/symbol.h"

namespace orchestrator::configuration {
namespace {

using nlohmann::json;

constexpr double kSmallestTime = 1e11;  // smaller numbers of `entry.when` count candles
constexpr const char* kTimeHint = "write 2024-01-01, 2024-01-01T12:00:00Z or milliseconds since 1970";

/// nullptr when the key is absent or null.
const json* given(const json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

template <typename T>
void read(const json& object, const char* key, T& target) {
  if (const json* value = given(object, key)) target = value->get<T>();
}
template <typename T>
void read(const json& object, const char* key, std::optional<T>& target) {
  if (const json* value = given(object, key)) target = value->get<T>();
}

/// For keys whose `null` means none rather than the default.
void read_or_none(const json& object, const char* key, std::optional<double>& target) {
  if (!object.contains(key)) return;
  target = std::nullopt;
  read(object, key, target);
}

template <typename Value, typename Target>
void read_choice(const json& object, const char* key, Target& target, std::initializer_list<std::pair<const char*, Value>> choices) {
  const json* value = given(object, key);
  if (!value) return;
  for (const auto& [name, meaning] : choices) {
    if (*value == name) target = meaning;
  }
}

void read_interval(const json& object, const char* key, Interval& target) {
  if (const json* value = given(object, key)) target = *Interval::parse(value->get_ref<const std::string&>());
}

TimeMs parse_time_at(const json& value, const std::string& path) {
  // Beyond the calendar a number is a slip, e.g. microseconds. Compared as a double: it may be too large for a TimeMs.
  const bool beyond = value.is_number() && value.get<double>() > static_cast<double>(kLastTime);
  std::optional<TimeMs> time;
  if (value.is_string()) time = parse_time(value.get_ref<const std::string&>());
  if (value.is_number() && !beyond) time = value.get<TimeMs>();
  if (time && in_calendar(*time)) return *time;
  throw configuration_error("bad_time", fmt::format("{} is no time", shown(value)), path,
                            beyond ? "it looks like microseconds: milliseconds are wanted" : kTimeHint);
}

void read_time(const json& object, const char* key, std::optional<TimeMs>& target) {
  if (const json* value = given(object, key)) target = parse_time_at(*value, path_to("", key));
}

void read_symbols(const json& tree, RunConfiguration& config) {
  const json* symbols = given(tree, "symbols");
  if (!symbols) return;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < symbols->size(); ++i) {
    const std::string path = path_to("/symbols", std::to_string(i));
    const std::string symbol = symbol_at((*symbols)[i], path);
    if (!seen.insert(symbol).second) {
      throw configuration_error("duplicate_symbol", fmt::format("{} is there twice (as {})", symbol, shown((*symbols)[i])), path,
                                "name each symbol once");
    }
    config.symbols.push_back(symbol);
  }
}

/// Times are milliseconds, but other programs count seconds, and a date without its quotes and dashes is a number too. Both mean a day of
/// 1970, which bounds nothing: the run would silently be over the whole series.
void warn_of_odd_time(const json& tree, const char* key, RunConfiguration& config) {
  const json* value = given(tree, key);
  if (!value || !value->is_number()) return;
  const auto number = value->get<TimeMs>();
  const bool seconds = number >= 1'000'000'000 && number < 10'000'000'000;  // 2001 to 2286
  const auto date = fmt::format("{:04}-{:02}-{:02}", number / 10'000, number / 100 % 100, number % 100);
  const bool digits = number >= 20'000'000 && number < 21'000'000 && parse_time(date);
  if (!seconds && !digits) return;
  config.warnings.push_back(
      {"odd_time",
       fmt::format("{} {} is {} in milliseconds; {}", key, number, format_time(number),
                   seconds ? fmt::format("it looks like seconds: {} would be {}", number * 1000, format_time(number * 1000))
                           : fmt::format("it looks like a date: write \"{}\"", date)),
       "", 0});
}

/// `BTC/USDT:USDT` is a perpetual, but on SPOT the symbol's spot candles are traded.
void warn_of_perpetuals_on_spot(const json& tree, RunConfiguration& config) {
  const json* symbols = given(tree, "symbols");
  if (!symbols || config.market == Market::kPerp) return;
  for (const json& name : *symbols) {
    const auto& text = name.get_ref<const std::string&>();
    if (market_of_symbol(text).empty()) continue;
    const std::string symbol = canonical_symbol(text);
    config.warnings.push_back(
        {"perpetual_on_spot",
         fmt::format("{} names a perpetual, but the run's market is SPOT: it trades {} there; set \"market\": \"PERP\"", text, symbol),
         symbol, 0});
  }
}

void read_range(const json& tree, RunConfiguration& config) {
  read_interval(tree, "interval", config.interval);
  if (given(tree, "detail_interval")) read_interval(tree, "detail_interval", config.detail_interval.emplace());
  read_choice<Market>(tree, "market", config.market, {{"SPOT", Market::kSpot}, {"PERP", Market::kPerp}});
  read_time(tree, "start_date", config.start_date);
  read_time(tree, "end_date", config.end_date);
  for (const char* key : {"start_date", "end_date"}) warn_of_odd_time(tree, key, config);
  read(tree, "num_iterations", config.num_iterations);
}

void read_components(const json& tree, RunConfiguration& config) {
  const auto spec = [&](const char* key) { return read_component_spec(to_value(tree.value(key, json())), path_to("", key)); };
  config.strategy = spec("strategy");
  config.fee_model = spec("fee_model");
  config.slippage_model = spec("slippage_model");
  config.fill_policy = spec("fill_policy");
  config.sizing_model = spec("sizing_model");
  config.capacity_policy = spec("capacity_policy");
  config.exit_resolver = spec("exit_resolver");
}

/// `when`: a count of candles, or a time (text, any number >= 1e11, or a floating-point one).
void read_when(const json& entry, EntrySettings& settings) {
  const json* when = given(entry, "when");
  if (!when) return;
  const std::string path = "/entry/when";
  if (when->is_object()) {
    settings.when_code = read_component_spec(to_value(*when), path);
    return;
  }
  settings.when_is_time = when->is_string() || when->is_number_float() || when->get<double>() >= kSmallestTime;
  if (!when->is_number_float()) {
    settings.when = settings.when_is_time ? parse_time_at(*when, path) : when->get<std::int64_t>();
    return;
  }
  const double number = *when;
  if (number != std::floor(number)) throw configuration_error("bad_time", fmt::format("{} is no time", shown(*when)), path, kTimeHint);
  settings.when = parse_time_at(json(static_cast<TimeMs>(std::min(number, 9e15))), path);
}

void read_entry(const json& tree, EntrySettings& settings) {
  const json* entry = given(tree, "entry");
  if (!entry) return;
  read_choice<NamedReference>(*entry, "reference", settings.reference,
                              {{"open", NamedReference::kOpen}, {"close", NamedReference::kClose}, {"entry", NamedReference::kEntry}});
  if (const json* reference = given(*entry, "reference"); reference && reference->is_number())
    settings.reference = reference->get<double>();
  else if (reference && reference->is_object())
    settings.reference_code = read_component_spec(to_value(*reference), "/entry/reference");
  read(*entry, "legs", settings.legs);
  read(*entry, "start_pct", settings.start_pct);
  read(*entry, "step_pct", settings.step_pct);
  read_choice<TimeInForce>(*entry, "tif", settings.tif,
                           {{"GTC", TimeInForce::kGtc}, {"IOC", TimeInForce::kIoc}, {"FOK", TimeInForce::kFok}});
  read(*entry, "expire_bars", settings.expire_bars);
  read_when(*entry, settings);
}

void read_exits(const json& tree, RunConfiguration& config) {
  read_or_none(tree, "tp_ratio", config.tp_ratio);
  read_or_none(tree, "sl_ratio", config.sl_ratio);
  config.sell_signal = config.market == Market::kPerp ? SellSignal::kShort : SellSignal::kClose;
  read_choice<SellSignal>(tree, "sell_signal", config.sell_signal,
                          {{"short", SellSignal::kShort}, {"close", SellSignal::kClose}, {"ignore", SellSignal::kIgnore}});
  config.skip_strategy_errors = tree.value("on_strategy_error", "fail") == "skip";
  read_choice<CrossingPolicy>(
      tree, "crossing_policy", config.crossing_policy,
      {{"prefer_sl", CrossingPolicy::kPreferSl}, {"prefer_tp", CrossingPolicy::kPreferTp}, {"random", CrossingPolicy::kRandom}});
  read(tree, "max_holding_bars", config.max_holding_bars);
  read(tree, "trailing_stop_pct", config.trailing_stop_pct);
}

Instrument read_instrument(const json& rules, double default_mmr) {
  Instrument instrument;
  instrument.mmr = default_mmr;
  read(rules, "tick_size", instrument.tick_size);
  read(rules, "step_size", instrument.step_size);
  read(rules, "min_notional", instrument.min_notional);
  read(rules, "max_leverage", instrument.max_leverage);
  read(rules, "mmr", instrument.mmr);
  read(rules, "multiplier", instrument.multiplier);
  instrument.inverse = rules.value("type", "linear") == "inverse";
  return instrument;
}

void read_account(const json& tree, RunConfiguration& config) {
  read(tree, "initial_cash", config.initial_cash);
  read(tree, "leverage", config.leverage);
  read_choice<MarginMode>(tree, "margin_mode", config.margin_mode, {{"isolated", MarginMode::kIsolated}, {"cross", MarginMode::kCross}});
  read(tree, "mmr", config.mmr);
  read(tree, "funding_rate", config.funding_rate);
  read_interval(tree, "funding_interval", config.funding_interval);
  const json* instruments = given(tree, "instruments");
  if (!instruments) return;
  for (const auto& [name, rules] : instruments->items()) {
    const std::string path = path_to("/instruments", name);
    const bool added = config.instruments.emplace(symbol_at(name, path), read_instrument(rules, config.mmr)).second;
    if (!added)
      throw configuration_error("duplicate_symbol", fmt::format("'{}' is there twice, spelled differently", name), path,
                                "name each symbol once");
  }
}

void read_curve(const json& tree, CurveSettings& curve) {
  const json* value = given(tree, "equity_curve");
  if (!value) return;
  if (value->is_string()) {
    curve.kind = *value == "none" ? CurveSettings::Kind::kNone : CurveSettings::Kind::kFull;
  } else if (value->contains("max_points")) {
    curve.kind = CurveSettings::Kind::kMaxPoints;
    curve.max_points = (*value)["max_points"];
  } else {
    curve.kind = CurveSettings::Kind::kResolution;
    read_interval(*value, "resolution", curve.resolution);
  }
}

void read_time_limits(const json& tree, TimeLimits& limits) {
  const json* given_limits = given(tree, "time_limits");
  if (!given_limits) return;
  read_or_none(*given_limits, "decide_s", limits.decide_s);
  read_or_none(*given_limits, "policy_s", limits.policy_s);
  read_or_none(*given_limits, "job_s", limits.job_s);
}

void read_surroundings(const json& tree, RunConfiguration& config) {
  read(tree, "seed", config.seed);
  read(tree, "parallel_symbols", config.parallel_symbols);
  read(tree, "plugin_path", config.plugin_path);
  read(tree, "explain", config.explain);
  read(tree, "intrabar_report", config.intrabar_report);
  read_curve(tree, config.equity_curve);
  read_time_limits(tree, config.time_limits);
  const json* data = given(tree, "data");
  if (!data) return;
  read(*data, "root", config.data.root);
  read(*data, "exchange", config.data.exchange);
  read(*data, "market", config.data.market);
}

}  // namespace

void read_fields(const json& tree, RunConfiguration& config) {
  read_symbols(tree, config);
  read_range(tree, config);
  warn_of_perpetuals_on_spot(tree, config);
  read_components(tree, config);
  read_exits(tree, config);
  read_entry(tree, config.entry);
  read_account(tree, config);
  read_surroundings(tree, config);
}

}  // namespace orchestrator::configuration
