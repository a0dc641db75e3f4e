#include "orchestrator/engine/configuration/schema_text.h"

namespace orchestrator::configuration {

namespace {

constexpr std::string_view kProperties = R"json({
  "$schema": {"type": "string", "title": "Schema", "description": "Address of this schema, for editors. Ignored by a run."},
  "name": {"type": "string", "title": "Name", "description": "Free text for your own use. It changes nothing in a run.", "examples": ["EMA 12/26 on majors"]},

  "symbols": {"type": "array", "items": {"type": "string", "x-code": "bad_symbol", "minLength": 1}, "minItems": 1, "title": "Symbols",
    "description": "What to trade, as the exchange (`BTCUSDT`) or CCXT (`BTC/USDT`, `BTC/USDT:USDT`) spells it. May be left out when `ohlcv_data.main` is given: then its symbols, in its order.",
    "examples": [["BTCUSDT", "ETH/USDT"]]},
  "interval": {"$use": "INTERVAL", "title": "Decision interval", "description": "The strategy decides at the close of every candle of this length.", "examples": ["1h"]},
  "detail_interval": {"$use": "INTERVAL", "nullable": true, "default": null, "title": "Detail interval",
    "description": "The finer candles on which orders are filled and equity is marked. It must divide `interval`. Default: `1h` for `1d` and longer, `15m` for `30m` to `12h`, the decision interval below that; when those are not stored, the decision interval, with a warning.", "examples": ["5m"]},
  "market": {"type": "string", "enum": ["SPOT", "PERP"], "default": "SPOT", "title": "Market", "description": "Spot, or perpetual futures with margin, funding and liquidation. Small letters are fine too."},
  "start_date": {"$use": "TIME", "nullable": true, "default": null, "title": "Start", "description": "First decision time, inclusive. Absent: from the first stored candle.", "examples": ["2024-01-01", "2024-01-01T12:00:00Z", 1704067200000]},
  "end_date": {"$use": "TIME", "nullable": true, "default": null, "title": "End", "description": "End of decision times, exclusive. Absent: to the last stored candle.", "examples": ["2025-01-01"]},
  "num_iterations": {"type": ["integer", "null"], "minimum": 1, "default": null, "title": "Newest bars only", "description": "Keep only the newest N decision bars of the range.", "examples": [500]},

  "strategy": {"$use": "COMPONENT:strategy", "title": "Strategy", "description": "What decides.", "examples": ["ema_cross", {"builtin": "ema_cross", "params": {"fast": 12}}, {"module": "./libmy.so", "class": "MyStrategy", "params": {}}]},
  "fee_model": {"$use": "COMPONENT:fee_model", "default": null, "title": "Fees", "description": "A fraction of each fill's notional. A number is a constant rate.", "examples": [0.0004, "per_symbol"]},
  "slippage_model": {"$use": "COMPONENT:slippage_model", "default": null, "title": "Slippage", "description": "A fraction of the price by which market orders and stops fill worse. A number is a constant rate.", "examples": [0.0002, "random"]},
  "fill_policy": {"$use": "COMPONENT:fill_policy", "default": null, "title": "Fill policy", "description": "How an order becomes fills.", "examples": [{"builtin": "vwap_depth", "params": {"depth": 5}}]},
  "sizing_model": {"$use": "COMPONENT:sizing_model", "default": null, "title": "Sizing", "description": "How much a trade buys or sells. A number is the fraction of equity.", "examples": [0.5, {"builtin": "fixed_risk", "params": {"risk": 0.01}}]},
  "capacity_policy": {"$use": "COMPONENT:capacity_policy", "default": null, "title": "Capacity", "description": "How many trades at once. An integer is the number of legs.", "examples": [3, {"builtin": "symbol_capacity", "params": {"max_symbols": 2}}]},
  "exit_resolver": {"$use": "COMPONENT:exit_resolver", "default": null, "title": "Exit resolver", "description": "Code of your own that replaces the bracket rules of exits. Default: the bracket."},
  "plugin_path": {"type": "array", "items": {"type": "string", "minLength": 1}, "default": [], "title": "Plug-in folders", "description": "Folders in which relative `module` paths are looked for, after the configuration's own folder."},

  "tp_ratio": {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 1000, "default": 0.10, "title": "Take-profit ratio", "description": "Take-profit distance from the entry price, as a fraction, where the strategy names no price. `null`: none."},
  "sl_ratio": {"type": ["number", "null"], "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.05, "title": "Stop-loss ratio", "description": "Stop distance from the entry price, as a fraction, where the strategy names no price. `null`: none."},
  "sell_signal": {"type": "string", "enum": ["short", "close", "ignore"], "title": "Meaning of SELL", "description": "What a SELL decision does: open a short (default on PERP, refused on SPOT), close the symbol's longs (default on SPOT), or nothing."},
  "on_strategy_error": {"type": "string", "enum": ["fail", "skip"], "default": "fail", "title": "When the strategy raises", "description": "`fail` ends the run; `skip` counts the bar as no decision, and the result says how often."},
  "entry": {"type": "object", "default": {}, "title": "Entry legs", "description": "How a decision becomes orders, unless it carries a plan of its own.", "additionalProperties": false,
    "properties": {
      "reference": {"anyOf": [{"type": "string", "enum": ["open", "close", "entry"]}, {"type": "number", "exclusiveMinimum": 0}, {"$use": "CODE"}], "default": "open", "title": "Reference price", "description": "The open of the first candle after the decision, the close of the decision bar, the decision's `entry_price`, a price, or Python code that gets that first candle and returns a price."},
      "legs": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 1, "title": "Legs", "description": "Number of orders; each has an equal share of the size."},
      "start_pct": {"type": "number", "minimum": -1, "maximum": 1, "default": 0, "title": "Offset of the first leg", "description": "Fraction of the reference price; positive is better for us (lower for a long)."},
      "step_pct": {"type": "number", "minimum": -1, "maximum": 1, "default": 0, "title": "Distance of the legs", "description": "Added offset of each further leg, a fraction of the reference price."},
      "tif": {"type": "string", "enum": ["GTC", "IOC", "FOK"], "default": "GTC", "title": "Time in force", "description": "Until cancelled, for one candle, or one candle and all or nothing."},
      "expire_bars": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000, "default": null, "title": "Expiry", "description": "Detail candles for which a leg waits. `null`: until the trade's exit.", "examples": [12]},
      "when": {"anyOf": [{"type": "null"}, {"type": "number", "minimum": 0}, {"type": "string", "x-code": "bad_time"}, {"$use": "CODE"}], "default": null, "title": "Start of the legs", "description": "`null`: at once. An integer n: from the n-th detail candle on. A time (ISO 8601, a float, or milliseconds >= 1e11): from the first candle at or after it. Python code that gets a candle and says yes or no: from the candle after the first yes.", "examples": [3, "2024-03-01"]}
    }},
  "crossing_policy": {"type": "string", "enum": ["prefer_sl", "prefer_tp", "random"], "default": "prefer_sl", "title": "Both exits in one candle", "description": "Which exit counts when one candle touches take-profit and stop."},
  "max_holding_bars": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000000000, "default": null, "title": "Longest holding time", "description": "Decision bars after which a trade is closed at the open. `null`: no limit.", "examples": [24]},
  "trailing_stop_pct": {"type": ["number", "null"], "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": null, "title": "Trailing stop", "description": "Distance of a stop that follows the best price since entry, as a fraction."},

  "initial_cash": {"type": "number", "exclusiveMinimum": 0, "maximum": 1e15, "default": 10000, "title": "Initial cash", "description": "Quote currency; the coin for inverse contracts."},
  "leverage": {"type": "number", "minimum": 1, "maximum": 1000, "default": 1, "title": "Leverage", "description": "PERP only; at most the instrument's `max_leverage`."},
  "margin_mode": {"type": "string", "enum": ["isolated", "cross"], "default": "isolated", "title": "Margin mode", "description": "PERP only."},
  "mmr": {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "default": 0.005, "title": "Maintenance margin rate", "description": "PERP only; fraction of notional, for instruments without a rate of their own."},
  "funding_rate": {"type": ["number", "null"], "exclusiveMinimum": -1, "exclusiveMaximum": 1, "default": null, "title": "Constant funding rate", "description": "PERP only; used for symbols without stored rates, every `funding_interval`."},
  "funding_interval": {"$use": "INTERVAL", "default": "8h", "title": "Funding interval", "description": "Of the constant `funding_rate`."},
  "instruments": {"type": "object", "default": {}, "title": "Instruments", "description": "Trading rules by symbol.", "examples": [{"BTCUSDT": {"tick_size": 0.1, "step_size": 0.001, "min_notional": 5}}],
    "additionalProperties": {"type": "object", "additionalProperties": false, "properties": {
      "tick_size": {"type": "number", "minimum": 0, "default": 0, "title": "Price step", "description": "Limit prices, take-profit and stop are rounded to it. 0: none."},
      "step_size": {"type": "number", "minimum": 0, "default": 0, "title": "Quantity step", "description": "Quantities are rounded down to it. 0: none."},
      "min_notional": {"type": "number", "minimum": 0, "default": 0, "title": "Smallest order", "description": "Quantity times price."},
      "max_leverage": {"type": "number", "minimum": 1, "default": 100, "title": "Highest leverage", "description": "PERP only."},
      "mmr": {"type": "number", "minimum": 0, "exclusiveMaximum": 1, "title": "Maintenance margin rate", "description": "PERP only. Default: the run's `mmr`."},
      "type": {"type": "string", "enum": ["linear", "inverse"], "default": "linear", "title": "Contract type", "description": "Inverse contracts are margined and settled in the coin (PERP only)."},
      "multiplier": {"type": "number", "exclusiveMinimum": 0, "default": 1, "title": "Contract multiplier", "description": "Quote currency per contract, for inverse contracts."}
    }}},

  "seed": {"type": "integer", "minimum": 0, "maximum": 9007199254740991, "default": 0, "title": "Seed", "description": "Of every random number of the run."},
  "parallel_symbols": {"type": ["integer", "null"], "minimum": 1, "maximum": 4096, "default": null, "title": "Workers", "description": "Workers: threads, or processes for strategies in Python. `null`: as many as there are cores. It never changes the result."},
  "time_limits": {"type": "object", "default": {}, "title": "Time limits", "description": "How long Python code may take before the run fails; `null`: as long as it likes. They never change the result of a run that ends.", "additionalProperties": false, "properties": {
      "decide_s": {"type": ["number", "null"], "exclusiveMinimum": 0, "default": 60, "title": "One decision", "description": "Seconds for one call of `decide`."},
      "policy_s": {"type": ["number", "null"], "exclusiveMinimum": 0, "default": 5, "title": "One call of a policy", "description": "Seconds for one call of a fee, slippage, sizing, capacity or fill policy, an exit resolver, a price or a predicate."},
      "job_s": {"type": ["number", "null"], "exclusiveMinimum": 0, "default": null, "title": "One job", "description": "Seconds for all the decisions of one job, `fit` included."}
    }},
  "data": {"type": "object", "default": {}, "title": "Candle store", "description": "Where candles come from, unless `ohlcv_data` holds them.", "additionalProperties": false, "properties": {
      "root": {"type": ["string", "null"], "minLength": 1, "default": null, "title": "Folder", "description": "Default: `$ORCHESTRATOR_DATA`, else `./data`."},
      "exchange": {"type": "string", "minLength": 1, "default": "binance", "title": "Exchange", "description": "First folder below the root."},
      "market": {"type": ["string", "null"], "enum": ["spot", "um", "cm", null], "default": null, "title": "Market folder", "description": "Default: `spot` for SPOT, `um` for PERP, `cm` for inverse contracts."}
    }},
  "ohlcv_data": {"type": ["object", "null"], "title": "Candles in the configuration", "additionalProperties": false,
    "description": "Rows `[open_time_ms, open, high, low, close, volume]` (volume may be left out) by symbol.",
    "examples": [{"main": {"BTCUSDT": [[1704067200000, 42000, 42500, 41800, 42300, 12.5]]}}],
    "properties": {
      "main": {"type": ["object", "null"], "title": "Candles", "description": "Rows of the decision interval.", "additionalProperties": {"type": "array"}},
      "detailed": {"type": ["object", "null"], "title": "Detail candles", "description": "Rows of the detail interval.", "additionalProperties": {"type": "array"}},
      "funding": {"type": ["object", "null"], "title": "Funding rates", "description": "Rows `[time_ms, rate]`, PERP only.", "additionalProperties": {"type": "array"}},
      "mark": {"type": ["object", "null"], "title": "Mark prices", "description": "Rows of the detail interval (of the decision interval when there are no detail candles), PERP only.", "additionalProperties": {"type": "array"}}
    }},
  "equity_curve": {"anyOf": [{"type": "string", "enum": ["full", "none"]},
      {"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": {
        "max_points": {"type": "integer", "minimum": 2, "title": "Most points", "description": "Thins the curve to at most so many points."},
        "resolution": {"$use": "INTERVAL", "title": "Resolution", "description": "One point for each interval."}}}],
    "default": "full", "title": "Equity curve", "description": "How much of the curve the result holds.", "examples": ["none", {"max_points": 1000}, {"resolution": "1d"}]},
  "explain": {"type": "boolean", "default": false, "title": "Explain rejections", "description": "Adds `rejected_proposals`: every rejected proposal with its reason, bar and the values compared."},
  "intrabar_report": {"type": "boolean", "default": false, "title": "Intrabar report", "description": "Adds `intrabar_report`: how many exits were ambiguous inside one candle, and the final equity under either reading."},

  "initial_capital": {"type": "number", "exclusiveMinimum": 0, "deprecated": true, "title": "Older name of initial_cash", "description": "Use `initial_cash`."},
  "use_perpetuals": {"type": "boolean", "deprecated": true, "title": "Older form of market", "description": "Use `market`: true is PERP, false is SPOT."},
  "position_size_pct": {"type": "number", "exclusiveMinimum": 0, "maximum": 100, "deprecated": true, "title": "Older form of sizing_model", "description": "Use `sizing_model`: a fraction of equity. A value above 1 is read as percent, with a warning."},
  "max_positions": {"type": "integer", "minimum": 1, "deprecated": true, "title": "Older form of capacity_policy", "description": "Use `capacity_policy`: the number of legs."}
})json";

}  // namespace

std::string_view schema_properties() { return kProperties; }

}  // namespace orchestrator::configuration
