// Reading a configuration: every key arrives where it belongs, spellings that mean the same are the same.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "orchestrator/base/error.h"
#include "orchestrator/engine/configuration/config_hash.h"
#include "orchestrator/engine/configuration_reader.h"
#include "orchestrator/engine/configuration_schema.h"

namespace orchestrator {
namespace {

using nlohmann::json;

json minimal() { return json{{"symbols", {"BTCUSDT"}}, {"interval", "1h"}, {"strategy", "ema_cross"}}; }

RunConfiguration read(const json& config, const std::vector<std::string>& overrides = {}) {
  return read_configuration(config.dump(), "", overrides);
}

json with(json config, const json& changes) {
  if (changes.is_null()) return config;
  config.update(changes);
  return config;
}

std::string hash(const json& changes) { return read(with(minimal(), changes)).config_hash; }

TEST(Configuration, MinimalOneHasTheDocumentedDefaults) {
  const RunConfiguration config = read(minimal());
  EXPECT_EQ(config.symbols, std::vector<std::string>{"BTCUSDT"});
  EXPECT_EQ(config.interval.name(), "1h");
  EXPECT_FALSE(config.detail_interval);
  EXPECT_EQ(config.market, Market::kSpot);
  EXPECT_EQ(config.sell_signal, SellSignal::kClose);
  EXPECT_EQ(config.tp_ratio, 0.10);
  EXPECT_EQ(config.sl_ratio, 0.05);
  EXPECT_EQ(config.initial_cash, 10000);
  EXPECT_EQ(config.seed, 0u);
  EXPECT_EQ(config.plugin_path, std::vector<std::string>{"."});
  EXPECT_EQ(config.config_hash.size(), 32u);
  EXPECT_TRUE(config.warnings.empty());
}

TEST(Configuration, EveryKeyArrives) {
  const json full = json::parse(
      R"({"$schema": "x", "name": "n", "symbols": ["BTC/USDT:USDT", "ethusdt"], "interval": "4h", "detail_interval": "15m", "market": "perp",
    "start_date": "2024-01-01T09:00:00+09:00", "end_date": 1735689600000, "num_iterations": 7,
    "strategy": {"builtin": "ema_cross", "params": {}}, "fee_model": 0.0004, "slippage_model": "random", "fill_policy": {"module": "./a.so", "class": "F", "params": {"x": [1, {"y": null}]}},
    "sizing_model": {"builtin": "fixed_risk", "params": {"risk": 0.01}}, "capacity_policy": 3, "exit_resolver": {}, "plugin_path": ["plugins"],
    "tp_ratio": null, "sl_ratio": 0.02, "sell_signal": "ignore", "on_strategy_error": "skip",
    "entry": {"reference": 100.5, "legs": 3, "start_pct": 0.01, "step_pct": 0.02, "tif": "FOK", "expire_bars": 4, "when": "2024-03-01"},
    "crossing_policy": "random", "max_holding_bars": 9, "trailing_stop_pct": 0.03, "initial_cash": 5000, "leverage": 2.5, "margin_mode": "cross", "mmr": 0.01,
    "funding_rate": -0.0001, "funding_interval": "4h", "instruments": {"ETH/USDT": {"tick_size": 0.01, "step_size": 0.001, "min_notional": 5, "max_leverage": 50}},
    "seed": 9007199254740991, "parallel_symbols": 2, "data": {"root": "/r", "exchange": "e", "market": "um"}, "equity_curve": {"resolution": "1d"},
    "explain": true, "intrabar_report": true})");
  const RunConfiguration c = read_configuration(full.dump(), "/base");
  EXPECT_EQ(c.symbols, (std::vector<std::string>{"BTCUSDT", "ETHUSDT"}));
  EXPECT_EQ(c.interval.name(), "4h");
  EXPECT_EQ(c.detail_interval->name(), "15m");
  EXPECT_EQ(c.market, Market::kPerp);
  EXPECT_EQ(c.start_date, 1704067200000);
  EXPECT_EQ(c.end_date, 1735689600000);
  EXPECT_EQ(c.num_iterations, 7);
  EXPECT_EQ(c.strategy.builtin, "ema_cross");
  EXPECT_EQ(c.fee_model.form, ComponentSpec::Form::kNumber);
  EXPECT_EQ(c.fee_model.number, 0.0004);
  EXPECT_EQ(c.slippage_model.builtin, "random");
  EXPECT_EQ(c.fill_policy.module, "./a.so");
  EXPECT_EQ(c.fill_policy.class_name, "F");
  EXPECT_EQ(c.fill_policy.params.where(), "/fill_policy/params");
  EXPECT_EQ((*c.fill_policy.params.find("x")->as_list())[0].number(), 1);
  EXPECT_EQ(c.sizing_model.params.number("risk", 0), 0.01);
  EXPECT_EQ(c.capacity_policy.number, 3);
  EXPECT_EQ(c.exit_resolver.form, ComponentSpec::Form::kDefault);
  EXPECT_EQ(c.plugin_path, (std::vector<std::string>{"/base", "/base/plugins"}));
  EXPECT_FALSE(c.tp_ratio);
  EXPECT_EQ(c.sl_ratio, 0.02);
  EXPECT_EQ(c.sell_signal, SellSignal::kIgnore);
  EXPECT_TRUE(c.skip_strategy_errors);
  EXPECT_EQ(std::get<double>(c.entry.reference), 100.5);
  EXPECT_EQ(c.entry.legs, 3);
  EXPECT_EQ(c.entry.start_pct, 0.01);
  EXPECT_EQ(c.entry.step_pct, 0.02);
  EXPECT_EQ(c.entry.tif, TimeInForce::kFok);
  EXPECT_EQ(c.entry.expire_bars, 4);
  EXPECT_EQ(c.entry.when, *parse_time("2024-03-01"));
  EXPECT_TRUE(c.entry.when_is_time);
  EXPECT_EQ(c.crossing_policy, CrossingPolicy::kRandom);
  EXPECT_EQ(c.max_holding_bars, 9);
  EXPECT_EQ(c.trailing_stop_pct, 0.03);
  EXPECT_EQ(c.initial_cash, 5000);
  EXPECT_EQ(c.leverage, 2.5);
  EXPECT_EQ(c.margin_mode, MarginMode::kCross);
  EXPECT_EQ(c.mmr, 0.01);
  EXPECT_EQ(c.funding_rate, -0.0001);
  EXPECT_EQ(c.funding_interval.name(), "4h");
  EXPECT_EQ(c.instruments.at("ETHUSDT").tick_size, 0.01);
  EXPECT_EQ(c.instruments.at("ETHUSDT").mmr, 0.01);  // the run's
  EXPECT_EQ(c.instruments.at("ETHUSDT").max_leverage, 50);
  EXPECT_EQ(c.seed, 9007199254740991u);
  EXPECT_EQ(c.parallel_symbols, 2);
  EXPECT_EQ(c.data.root, "/r");
  EXPECT_EQ(c.data.exchange, "e");
  EXPECT_EQ(c.data.market, "um");
  EXPECT_EQ(c.equity_curve.kind, CurveSettings::Kind::kResolution);
  EXPECT_EQ(c.equity_curve.resolution.name(), "1d");
  EXPECT_TRUE(c.explain);
  EXPECT_TRUE(c.intrabar_report);
}

TEST(Configuration, EntryWhenTellsCountsFromTimes) {
  const auto when = [](const json& value) { return read(with(minimal(), {{"entry", {{"when", value}}}})).entry; };
  EXPECT_FALSE(when(3).when_is_time);
  EXPECT_EQ(when(3).when, 3);
  EXPECT_TRUE(when(1704067200000).when_is_time);
  EXPECT_TRUE(when(1704067200000.0).when_is_time);
  EXPECT_TRUE(when(5.0).when_is_time);  // a float is a time, however small
  EXPECT_EQ(when("1704067200000").when, 1704067200000);
  EXPECT_FALSE(when(nullptr).when);
}

TEST(Configuration, InlineCandlesBecomeSeriesInTheirOrder) {
  json config = minimal();
  config.erase("symbols");
  const std::string text = R"({"interval": "1h", "strategy": "ema_cross", "market": "PERP", "ohlcv_data": {
    "main": {"ETH/USDT": [[1704070800000, 2, 3, 1, 2.5, 7], [1704067200000, 1, 2, 0.5, 1.5]], "BTCUSDT": []},
    "detailed": {"ETHUSDT": [[1704067200000, 1, 2, 0.5, 1.5, null]]},
    "funding": {"ETHUSDT": [[1704067200003, 0.0001]]}, "mark": {"ETHUSDT": [[1704067200000, 1, 2, 0.5, 1.5]]}}})";
  const RunConfiguration c = read_configuration(text);
  EXPECT_EQ(c.symbols, (std::vector<std::string>{"ETHUSDT", "BTCUSDT"}));
  ASSERT_TRUE(c.inline_data);
  const CandleSeries& eth = c.inline_data->main[0];
  EXPECT_EQ(eth.symbol, "ETHUSDT");
  EXPECT_EQ(eth.size(), 2u);
  EXPECT_EQ(eth.open_time[0], 1704067200000);  // sorted
  EXPECT_EQ(eth.volume[0], 0);                 // missing
  EXPECT_EQ(eth.close[1], 2.5);
  EXPECT_EQ(c.warnings.at(0).code, "unsorted");
  EXPECT_EQ(c.inline_data->detailed[0].interval.name(), "15m");
  EXPECT_EQ(c.inline_data->mark[0].interval.name(), "15m");
  EXPECT_EQ(c.inline_data->funding.at("ETHUSDT").time[0], 1704067200000);
}

TEST(Configuration, OlderKeysMeanTheirNewForms) {
  EXPECT_EQ(hash({{"initial_capital", 500}}), hash({{"initial_cash", 500.0}}));
  EXPECT_EQ(hash({{"use_perpetuals", true}}), hash({{"market", "PERP"}}));
  EXPECT_EQ(hash({{"use_perpetuals", false}}), hash({}));
  EXPECT_EQ(hash({{"position_size_pct", 0.25}}), hash({{"sizing_model", 0.25}}));
  EXPECT_EQ(hash({{"position_size_pct", 25}}), hash({{"sizing_model", 0.25}}));
  EXPECT_EQ(hash({{"max_positions", 3}}), hash({{"capacity_policy", 3}}));
  const RunConfiguration percent = read(with(minimal(), {{"position_size_pct", 25}}));
  ASSERT_EQ(percent.warnings.size(), 1u);
  EXPECT_EQ(percent.warnings[0].code, "percent_assumed");
}

TEST(Configuration, HashIsTheSameForEveryWayOfSayingIt) {
  const std::string base = hash({});
  // Every default of the schema, spelled out.
  json defaults = json::object();
  const json properties = json(configuration_schema())["properties"];
  for (const auto& [key, schema] : properties.items()) {
    if (schema.contains("default")) defaults[key] = schema["default"];
  }
  EXPECT_GT(defaults.size(), 25u);
  EXPECT_EQ(hash(defaults), base);
  const json entry_schema = properties["entry"]["properties"];
  json entry = json::object();
  for (const auto& [key, schema] : entry_schema.items()) entry[key] = schema["default"];
  EXPECT_EQ(hash({{"entry", entry}}), base);

  EXPECT_EQ(hash({{"symbols", {"BTC/USDT"}}}), base);
  EXPECT_EQ(hash({{"symbols", {"btcusdt"}}}), base);
  EXPECT_EQ(hash({{"strategy", "EMACrossStrategy"}}), base);
  EXPECT_EQ(hash({{"strategy", {{"builtin", "ema_cross"}, {"params", json::object()}}}}), base);
  EXPECT_EQ(hash({{"fee_model", json::object()}}), base);
  EXPECT_EQ(hash({{"fee_model", 0.001}}), base);
  EXPECT_EQ(hash({{"fee_model", "static"}}), base);
  EXPECT_EQ(hash({{"fee_model", 0.0004}}), hash({{"fee_model", {{"builtin", "static"}, {"params", {{"rate", 0.0004}}}}}}));
  EXPECT_EQ(hash({{"capacity_policy", 5}}), base);
  EXPECT_EQ(hash({{"capacity_policy", 5.0}}), base);
  EXPECT_EQ(hash({{"fill_policy", "AggressiveMarketPolicy"}}), base);
  EXPECT_EQ(hash({{"sell_signal", "close"}}), base);
  EXPECT_EQ(hash({{"initial_cash", 10000.0}}), base);
  EXPECT_EQ(hash({{"instruments", {{"BTC/USDT", {{"tick_size", 0}}}}}}), base);
  EXPECT_EQ(hash({{"start_date", "2024-01-01"}}), hash({{"start_date", 1704067200000}}));
  EXPECT_EQ(hash({{"start_date", "2024-01-01T09:00:00+09:00"}}), hash({{"start_date", "1704067200000"}}));
  // Where data comes from, how many workers, what is printed.
  EXPECT_EQ(hash({{"parallel_symbols", 3}}), base);
  EXPECT_EQ(hash({{"data", {{"root", "/elsewhere"}}}}), base);
  EXPECT_EQ(hash({{"equity_curve", "none"}, {"explain", true}, {"intrabar_report", true}, {"name", "x"}, {"$schema", "y"}}), base);
}

TEST(Configuration, HashDiffersForEachChange) {
  const std::vector<json> changes{{{"symbols", {"ETHUSDT"}}},
                                  {{"symbols", {"BTCUSDT", "ETHUSDT"}}},
                                  {{"symbols", {"ETHUSDT", "BTCUSDT"}}},
                                  {{"interval", "2h"}},
                                  {{"detail_interval", "5m"}},
                                  {{"market", "PERP"}},
                                  {{"market", "PERP"}, {"sell_signal", "close"}},
                                  {{"start_date", "2024-01-01"}},
                                  {{"end_date", "2024-01-01"}},
                                  {{"num_iterations", 10}},
                                  {{"strategy", "buy_and_hold"}},
                                  {{"strategy", {{"builtin", "ema_cross"}, {"params", {{"fast", 5}}}}}},
                                  {{"strategy", {{"module", "./a.so"}, {"class", "A"}}}},
                                  {{"strategy", {{"module", "./a.so"}, {"class", "B"}}}},
                                  {{"strategy", {{"module", "./a.so"}, {"class", "A"}, {"params", {{"x", 1}}}}}},
                                  {{"strategy", {{"module", "./b.so"}, {"class", "A"}}}},
                                  {{"fee_model", 0.002}},
                                  {{"fee_model", "per_symbol"}},
                                  {{"slippage_model", 0.001}},
                                  {{"slippage_model", "random"}},
                                  {{"fill_policy", "vwap_depth"}},
                                  {{"fill_policy", {{"builtin", "vwap_depth"}, {"params", {{"depth", 6}}}}}},
                                  {{"sizing_model", 0.2}},
                                  {{"sizing_model", {{"builtin", "fixed_units"}, {"params", {{"units", 1}}}}}},
                                  {{"sizing_model", {{"builtin", "fixed_units"}, {"params", {{"units", 2}}}}}},
                                  {{"capacity_policy", 4}},
                                  {{"capacity_policy", "symbol_capacity"}},
                                  {{"exit_resolver", {{"module", "./a.so"}, {"class", "A"}}}},
                                  {{"tp_ratio", 0.2}},
                                  {{"tp_ratio", nullptr}},
                                  {{"sl_ratio", 0.2}},
                                  {{"sl_ratio", nullptr}},
                                  {{"sell_signal", "ignore"}},
                                  {{"on_strategy_error", "skip"}},
                                  {{"entry", {{"reference", "close"}}}},
                                  {{"entry", {{"reference", "entry"}}}},
                                  {{"entry", {{"reference", 1}}}},
                                  {{"entry", {{"reference", 2}}}},
                                  {{"entry", {{"legs", 2}}}},
                                  {{"entry", {{"start_pct", 0.1}}}},
                                  {{"entry", {{"step_pct", 0.1}}}},
                                  {{"entry", {{"tif", "IOC"}}}},
                                  {{"entry", {{"tif", "FOK"}}}},
                                  {{"entry", {{"expire_bars", 2}}}},
                                  {{"entry", {{"when", 2}}}},
                                  {{"entry", {{"when", 2.0}}}},
                                  {{"crossing_policy", "prefer_tp"}},
                                  {{"crossing_policy", "random"}},
                                  {{"max_holding_bars", 2}},
                                  {{"trailing_stop_pct", 0.1}},
                                  {{"initial_cash", 1}},
                                  {{"market", "PERP"}, {"leverage", 2}},
                                  {{"margin_mode", "cross"}},
                                  {{"mmr", 0.01}},
                                  {{"funding_rate", 0.0001}},
                                  {{"funding_interval", "4h"}},
                                  {{"instruments", {{"BTCUSDT", {{"tick_size", 0.1}}}}}},
                                  {{"instruments", {{"BTCUSDT", {{"step_size", 0.1}}}}}},
                                  {{"instruments", {{"BTCUSDT", {{"min_notional", 0.1}}}}}},
                                  {{"instruments", {{"BTCUSDT", {{"max_leverage", 10}}}}}},
                                  {{"instruments", {{"BTCUSDT", {{"mmr", 0.1}}}}}},
                                  {{"market", "PERP"}, {"instruments", {{"BTCUSDT", {{"type", "inverse"}}}}}},
                                  {{"market", "PERP"}, {"instruments", {{"BTCUSDT", {{"type", "inverse"}, {"multiplier", 100}}}}}},
                                  {{"seed", 1}}};
  std::map<std::string, json> seen{{hash({}), json::object()}};
  for (const json& change : changes) {
    const auto [at, added] = seen.emplace(hash(change), change);
    EXPECT_TRUE(added) << change << " has the hash of " << at->second;
  }
}

TEST(Overrides, ReachEveryPlace) {
  const RunConfiguration c =
      read(minimal(), {"interval=4h", "strategy.params.fast=5", "entry.legs=2", "symbols.1=ETHUSDT", "fee_model=0.5e-3", "market=perp",
                       "instruments.ETHUSDT.tick_size=0.5", "tp_ratio=null", "start_date=2024-01-01", "symbols.0=BNBUSDT"});
  EXPECT_EQ(c.interval.name(), "4h");
  EXPECT_EQ(c.strategy.builtin, "ema_cross");
  EXPECT_EQ(c.strategy.params.integer("fast", 0), 5);
  EXPECT_EQ(c.entry.legs, 2);
  EXPECT_EQ(c.symbols, (std::vector<std::string>{"BNBUSDT", "ETHUSDT"}));
  EXPECT_EQ(c.fee_model.number, 0.0005);
  EXPECT_EQ(c.market, Market::kPerp);
  EXPECT_EQ(c.instruments.at("ETHUSDT").tick_size, 0.5);
  EXPECT_FALSE(c.tp_ratio);
  EXPECT_EQ(c.start_date, *parse_time("2024-01-01"));
}

TEST(Overrides, ValuesKeepEqualsSignsAndSpaces) {
  EXPECT_EQ(read(minimal(), {"strategy={\"module\": \"./a=b.so\", \"class\": \"C\"}"}).strategy.module, "./a=b.so");
}

TEST(Overrides, MalformedOnesAreErrors) {
  for (const char* text : {"interval", "=1h", "", ".=1", "a..b=1", "symbols.x=B", "symbols.7=B", "interval.x=1"}) {
    try {
      read(minimal(), {text});
      ADD_FAILURE() << text << " was taken";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), "bad_override") << text;
    }
  }
  EXPECT_THROW(read(minimal(), {"ohlcv_data.main={}"}), Error);
}

}  // namespace
}  // namespace orchestrator
