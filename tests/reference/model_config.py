"""The configuration with defaults filled in, as the reference model reads it (docs/semantics.md; aliases as in the reference)."""

PER_SYMBOL_FEES = {"BTCUSDT": 0.0005, "ETHUSDT": 0.001, "XRPUSDT": 0.0015}  # 7
ALIASES = {"initial_capital": "initial_cash", "position_size_pct": "sizing_model", "max_positions": "capacity_policy"}
ENTRY = {"reference": "open", "legs": 1, "start_pct": 0, "step_pct": 0, "tif": "GTC", "expire_bars": None, "when": None}
DEFAULTS = {
    "market": "SPOT",
    "tp_ratio": 0.10,
    "sl_ratio": 0.05,
    "crossing_policy": "prefer_sl",
    "max_holding_bars": None,
    "trailing_stop_pct": None,
    "initial_cash": 10000,
    "leverage": 1,
    "margin_mode": "isolated",
    "mmr": 0.005,
    "funding_rate": None,
    "funding_interval": "8h",
    "instruments": {},
    "seed": 0,
    "explain": False,
    "intrabar_report": False,
}
COMPONENTS = {  # key: (default token, token that a bare number means, its parameter)
    "fee_model": ("static", "static", "rate"),
    "slippage_model": ("zero", "static", "rate"),
    "fill_policy": ("aggressive_market", None, None),
    "sizing_model": ("fixed_fraction", "fixed_fraction", "fraction"),
    "capacity_policy": ("leg_capacity", "leg_capacity", "max_legs"),
}
PARAMETERS = {
    "static": {"rate": 0.001},
    "per_symbol": {},
    "zero": {},
    "random": {},
    "aggressive_market": {},
    "vwap_depth": {"depth": 5, "participation": 0.1, "level_bps": 1},
    "fixed_fraction": {"fraction": 0.1},
    "fixed_units": {},
    "fixed_notional": {},
    "fixed_risk": {},
    "leg_capacity": {"max_legs": 5},
    "symbol_capacity": {"max_symbols": 5},
}


def component(key, spec):
    """(token, parameters) of a policy's specification."""
    default, number_token, number_parameter = COMPONENTS[key]
    if isinstance(spec, (int, float)):
        spec = {"builtin": number_token, "params": {number_parameter: spec}}
    if isinstance(spec, str):
        spec = {"builtin": spec}
    token = (spec or {}).get("builtin", default)
    return token, {**PARAMETERS[token], **(spec or {}).get("params", {})}


def effective(config):
    """A copy with defaults filled in and aliases resolved."""
    full = {**DEFAULTS, **{ALIASES.get(key, key): value for key, value in config.items()}}
    if "use_perpetuals" in full:
        full["market"] = "PERP" if full.pop("use_perpetuals") else "SPOT"
    if "position_size_pct" in config and full["sizing_model"] > 1:
        full["sizing_model"] = full["sizing_model"] / 100
    full["market"] = full["market"].upper()
    full["entry"] = {**ENTRY, **(config.get("entry") or {})}
    full.setdefault("sell_signal", "short" if full["market"] == "PERP" else "close")  # 3
    for key in COMPONENTS:
        full[key] = component(key, full.get(key))
    full["symbols"] = full.get("symbols") or list(full["ohlcv_data"]["main"])
    return full
