"""Seeded random configurations with inline candles, made to reach rare branches often.

`scenario(seed, number)` is a pure function: the same arguments give the same configuration on every machine.
"""

import math
import random
from datetime import UTC

from model_candles import INTERVAL_MS, MINUTE, parse_time, read_rows, resample

START = 1_704_067_200_000  # Monday 2024-01-01: every interval but 3d starts there
NAMES = ["BTCUSDT", "ETHUSDT", "XRPUSDT", "SOLUSDT", "AAAUSDT"]
GRIDS = [
    ("1m", "1m"),
    ("5m", "1m"),
    ("5m", "5m"),
    ("15m", "5m"),
    ("15m", "15m"),
    ("30m", "15m"),
    ("1h", "15m"),
    ("1h", "1h"),
    ("2h", "30m"),
    ("4h", "1h"),
    ("4h", "15m"),
    ("8h", "1h"),
    ("12h", "4h"),
    ("1d", "4h"),
    ("1d", "1h"),
    ("1d", "12h"),
    ("1d", "1d"),
    ("3d", "1d"),
    ("1w", "1d"),
]
DEFAULT_DETAIL = {
    "30m": "15m",
    "1h": "15m",
    "2h": "15m",
    "4h": "15m",
    "6h": "15m",
    "8h": "15m",
    "12h": "15m",
    "1d": "1h",
    "3d": "1h",
    "1w": "1h",
}


class Market:
    """How one scenario's prices behave, and the walk itself."""

    def __init__(self, rng):
        self.rng = rng
        self.volatility = rng.choice([0.001, 0.005, 0.01, 0.02, 0.04])
        self.jump = rng.choice([0.0, 0.05, 0.15])
        self.gap = rng.choice([0.0, 0.0, 0.03, 0.15])  # missing candles
        self.flat = rng.choice([0.0, 0.0, 0.1, 0.5])
        self.wick = rng.choice([0.0, 0.05, 0.2])  # huge wicks
        self.dry = rng.choice([0.0, 0.1, 0.5])  # candles without volume
        self.scale = 10.0 ** rng.uniform(-4, 5)
        self.grid = rng.random() < 0.4  # prices on a coarse binary grid: equalities happen
        self.unit = 2.0 ** round(math.log2(self.scale / rng.choice([16, 64, 256])))

    def price(self, value):
        if self.grid:
            return max(self.unit, round(value / self.unit) * self.unit)
        return value

    def rows(self, times, depth):
        """Candles at `times`; depth is the typical volume."""
        rng, rows = self.rng, []
        price = self.scale * rng.uniform(0.5, 2)
        drift = rng.choice([0.0, 0.0, 1.0, -1.0]) * self.volatility * 0.3
        for time in times:
            if rng.random() < self.jump:
                price *= math.exp(rng.gauss(0, 8 * self.volatility))
            start = price
            price *= math.exp(rng.gauss(drift, self.volatility))
            price = min(max(price, self.scale / 50), self.scale * 50)
            if rng.random() < self.gap:
                continue
            reach = self.volatility * (15 if rng.random() < self.wick else 1)
            high = max(start, price) * math.exp(abs(rng.gauss(0, reach)))
            low = min(start, price) * math.exp(-abs(rng.gauss(0, reach)))
            if rng.random() < self.flat:
                start = high = low = price
            o, h, bottom, c = (self.price(x) for x in (start, high, low, price))
            volume = 0.0 if rng.random() < self.dry else depth * math.exp(rng.gauss(0, 1)) / price
            rows.append([time, o, max(h, o, c), min(bottom, o, c), c, volume])
        return rows


def chosen(rng, chance, value, default=None):
    return value() if rng.random() < chance else default


def candles(rng, market, interval, detail, symbols, count, depth):
    """(main, detailed or None): the decision series is resampled from the detail series, or made apart."""
    step, size = INTERVAL_MS[detail], INTERVAL_MS[interval]
    start = START if interval != "3d" else -(-START // size) * size
    main, detailed = {}, {}
    for symbol in symbols:
        skip = rng.choice([0, 0, rng.randrange(0, 1 + count // 3)])
        times = list(range(start + skip * size, start + count * size, step))
        rows = market.rows(times, depth) or Market(random.Random(1)).rows(times[:1], depth)
        detailed[symbol] = rows
        if detail == interval:
            main[symbol] = rows
        else:
            main[symbol] = [[c.time, c.open, c.high, c.low, c.close, c.volume] for c in resample(read_rows(rows), interval)]
    return main, (detailed if detail != interval else None)


def scheduled(rng, main, symbols, spot):
    """Signals at random bars with all sorts of prices."""
    signals = []
    density = rng.choice([0.1, 0.3, 0.8])
    for symbol in symbols:
        for row in main[symbol]:
            for _ in range(rng.choice([1, 1, 1, 2])):
                if rng.random() < density:
                    signals.append(one_signal(rng, row, symbol, len(symbols), spot))
    rng.shuffle(signals)
    joined = len(symbols) > 1 and rng.random() < 0.2
    params = {"signals": signals, "lookback": rng.choice([1, 1, 1, 2, 5])}
    if joined:
        params["joined"] = True
    return {"builtin": "scheduled", "params": params}


def one_signal(rng, row, symbol, count, spot):
    sell = rng.random() < (0.25 if spot else 0.5)
    entry = {"time": row[0], "signal": "SELL" if sell else "BUY"}
    if count == 1 or rng.random() < 0.9:
        entry["symbol"] = symbol
    price = row[4]
    if rng.random() < 0.3:
        price = entry["entry_price"] = row[4] * rng.choice([1.0, 0.99, 1.02, 0.9])
    kind = rng.random()
    sign = 1 if not sell or rng.random() < 0.3 else -1  # a SELL with long prices is mirrored
    if kind < 0.35:
        width = rng.choice([0.004, 0.02, 0.06])
        entry["tp_price"] = rng.choice([row[2], row[3], price * (1 + sign * width)])
        entry["sl_price"] = rng.choice([row[3], price * (1 - sign * width), price * (1 - sign * width)])
        if rng.random() < 0.8:  # mostly on the right side
            entry["tp_price"], entry["sl_price"] = price * (1 + sign * width), price * (1 - sign * width * rng.uniform(0.2, 1))
    elif kind < 0.38:
        entry["tp_price"], entry["sl_price"] = price * rng.choice([1.5, 2.5]), price * 0.9  # mirrored: below 0, perhaps
    elif kind < 0.47:
        entry[rng.choice(["tp_price", "sl_price"])] = None
    if rng.random() < 0.2:
        entry["confidence"] = rng.choice([0.0, 0.25, 0.9])
    return entry


def strategy(rng, main, symbols, spot):
    if rng.random() < 0.6:
        return scheduled(rng, main, symbols, spot)
    return indicator_strategy(rng)


def peak_reversal(rng):
    """Short windows, so that peaks are found; more than seven recent bars at times, so that the eighth after the peak is reached."""
    recent = rng.choice([4, 4, 10])
    return {
        "builtin": "peak_ema_reversal",
        "params": {
            "recent": recent,
            "total": recent + rng.choice([7, 8]),
            "buffer": 0.3,
            "peak_factor": rng.choice([1.0, 1.01]),
            "peak_ema": rng.choice([3, 6]),
            "entry_ema": rng.choice([2, 3, 4]),
            "entry_ema_one_rising": rng.choice([3, 5]),
        },
    }


def ensemble(rng):
    """Members that differ, or peaks that agree and differ in their prices."""
    members = [indicator_strategy(rng, 1) for _ in range(rng.choice([1, 2, 3]))]
    if rng.random() < 0.4:
        twin = peak_reversal(rng)
        members = [{**twin, "params": {**twin["params"], "entry_ema": period, "entry_ema_one_rising": period + 1}} for period in (2, 3, 5)]
    params = {
        "strategies": members,
        "method": rng.choice(["weighted", "majority", "any", "unanimous"]),
        "threshold": rng.choice([0.3, 0.5, 1.0]),
    }
    if rng.random() < 0.5:
        params["weights"] = [rng.choice([1.0, 2.0, 0.5]) for _ in members]
    return {"builtin": "ensemble", "params": params}


def indicator_strategy(rng, depth=0):
    """Widths and thresholds are odd numbers: on even ones a close can equal a band in exact arithmetic, and rounding decides."""
    short = rng.choice([2, 3, 5])
    choices = [
        {"builtin": "ema_cross", "params": {"fast": short, "slow": short + rng.choice([1, 3, 6])}},
        {"builtin": "momentum", "params": {"window": rng.choice([1, 2, 5]), "threshold": rng.choice([0.0, 0.002, 0.02])}},
        {
            "builtin": "rsi_reversion",
            "params": {"period": rng.choice([2, 4, 7]), "oversold": rng.choice([30.1, 45.3]), "overbought": rng.choice([55.3, 70.1])},
        },
        {"builtin": "bollinger_breakout", "params": {"period": rng.choice([3, 5, 8]), "width": rng.choice([0.53, 1.07, 1.49])}},
        {"builtin": "donchian_breakout", "params": {"entry": rng.choice([2, 4]), "exit": rng.choice([1, 3])}},
        "buy_and_hold",
        peak_reversal(rng),
    ]
    if depth == 0:
        choices.append(ensemble(rng))
    return rng.choice(choices)


def entry_plan(rng, market, main, symbols):
    plan = {"reference": rng.choice(["open", "open", "open", "close", "close", "entry"])}
    if rng.random() < 0.04:
        plan["reference"] = main[symbols[0]][len(main[symbols[0]]) // 2][4]
    plan["legs"] = rng.choice([1, 1, 1, 2, 3, 4])
    width = market.volatility * rng.choice([0.3, 1, 3])
    plan["start_pct"] = rng.choice([0, 0, 0, width, -width])
    plan["step_pct"] = rng.choice([0, width, width, -width / 2]) if plan["legs"] > 1 else 0
    plan["tif"] = rng.choice(["GTC", "GTC", "IOC", "FOK"])
    if rng.random() < 0.3:
        plan["expire_bars"] = rng.choice([1, 2, 5, 20])
    if rng.random() < 0.2:
        times = [row[0] for row in main[symbols[0]]]
        plan["when"] = rng.choice([0, 1, 2, 7, rng.choice(times), iso(rng.choice(times) + 3 * MINUTE)])
    return plan


def iso(ms):
    from datetime import datetime

    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def policies(rng, market, config, cash):
    """Fees, slippage, fills, sizes and capacity."""
    config["fee_model"] = rng.choice([None, 0, 0.0004, 0.01, "per_symbol", {"builtin": "static", "params": {"rate": 0.002}}])
    config["slippage_model"] = rng.choice([None, "zero", "random", "random", 0.0005, 0.02])
    config["fill_policy"] = rng.choice(
        [
            None,
            "aggressive_market",
            "vwap_depth",
            {
                "builtin": "vwap_depth",
                "params": {
                    "depth": rng.choice([1, 2, 5]),
                    "participation": rng.choice([0.05, 0.5, 1.0]),
                    "level_bps": rng.choice([0, 5, 50]),
                },
            },
        ]
    )
    fraction = rng.choice([0.02, 0.1, 0.1, 0.3, 0.5, 1.0])
    if config["market"] == "PERP":
        fraction *= rng.choice([1, 1, 0.5 * config["leverage"], config["leverage"]])
    config["sizing_model"] = rng.choice(
        [
            None,
            fraction,
            fraction,
            {"builtin": "fixed_units", "params": {"units": fraction * cash / market.scale}},
            {"builtin": "fixed_notional", "params": {"notional": fraction * cash}},
            {"builtin": "fixed_risk", "params": {"risk": fraction / 20}},
        ]
    )
    config["capacity_policy"] = rng.choice(
        [None, 1, 2, 4, 12, 100, 100, {"builtin": "symbol_capacity", "params": {"max_symbols": rng.choice([1, 2, 3])}}]
    )
    for key in [k for k in ("fee_model", "slippage_model", "fill_policy", "sizing_model", "capacity_policy") if config[k] is None]:
        if rng.random() < 0.5:
            del config[key]


def instruments(rng, market, symbols, cash, inverse):
    found = {}
    for symbol in symbols:
        one = {}
        if rng.random() < 0.2:
            one["tick_size"] = rng.choice([market.unit, market.scale / 1000, market.scale / 3])
        if rng.random() < 0.2:
            one["step_size"] = rng.choice([0.001, 0.01, 0.2]) * cash / market.scale
        if rng.random() < 0.2:
            one["min_notional"] = cash * rng.choice([0.01, 0.05, 0.2])
        if rng.random() < 0.15:
            one.update(mmr=rng.choice([0.00217, 0.00831]), max_leverage=125)
        if inverse:
            one.update(type="inverse", multiplier=rng.choice([1, 10, 100]))
            one.pop("step_size", None)
            if rng.random() < 0.2:
                one["step_size"] = 1
        if one:
            found[symbol] = one
    return found


def perpetual(rng, config, symbols, detailed):
    """Leverage, margin, funding and mark prices."""
    config["leverage"] = rng.choice([1, 2, 5, 10, 20, 50, 100, 2.5])
    config["margin_mode"] = rng.choice(["isolated", "cross", "cross"])
    config["mmr"] = rng.choice([0.00513, 0.00421, 0.00917])  # odd: no leg lies exactly at a liquidation price
    if rng.random() < 0.3:
        config["funding_rate"] = rng.choice([0.0001, -0.001, 0.01])
        config["funding_interval"] = rng.choice(["8h", "1h"] + ["5m"] * (INTERVAL_MS[config["interval"]] <= INTERVAL_MS["1h"]))
    inline = config["ohlcv_data"]
    if rng.random() < 0.5:
        inline["funding"] = {s: rates(rng, detailed[s]) for s in symbols if rng.random() < 0.8}
        if rng.random() < 0.4:
            inline["mark"] = {s: [mark_row(rng, row) for row in detailed[s] if rng.random() < 0.6] for s in symbols}


def reckless(rng, config):
    """Large positions on small cross margin, without stops: equity falls below the maintenance margin."""
    config.update(margin_mode="cross", leverage=rng.choice([20, 50, 100]), tp_ratio=0.5, sl_ratio=None, capacity_policy=100)
    config["sizing_model"] = config["leverage"] * rng.choice([0.2, 0.45, 0.8])
    config["fee_model"] = rng.choice([0, 0.0004])
    for key in ("trailing_stop_pct", "max_holding_bars", "slippage_model", "entry", "sell_signal"):
        if rng.random() < 0.7:
            config.pop(key, None)


def ladder(rng, market, config):
    """Limit legs near each other on high leverage: the liquidation price of one lies before the next."""
    config.update(margin_mode="isolated", leverage=rng.choice([50, 100]), sl_ratio=None, tp_ratio=None, capacity_policy=100)
    width = max(market.volatility, 0.01)
    config["entry"] = {
        "reference": rng.choice(["close", "entry"]),
        "legs": rng.choice([2, 3, 4]),
        "start_pct": rng.choice([0.3, 1]) * width,
        "step_pct": rng.choice([0.5, 1.5]) * width,
    }


def rates(rng, rows):
    """Rates at random minutes within the series, some with the exchanges' jitter of milliseconds."""
    first, last = rows[0][0] // MINUTE, rows[-1][0] // MINUTE
    size = max(1, (last - first) // max(1, len(rows) - 1))
    minutes = {first + k * size for k in range(len(rows)) if rng.random() < 0.15}
    minutes |= {rng.randint(first, last) for _ in range(rng.randrange(1, 6))}
    return [[m * MINUTE + rng.choice([0, 0, 7, 59]), rng.choice([0.0001, -0.0003, 0.005])] for m in sorted(minutes)]


def mark_row(rng, row):
    shift = rng.uniform(0.99, 1.01)
    return [row[0]] + [x * shift for x in row[1:5]] + [0.0]


def dates(rng, config, main, interval):
    size = INTERVAL_MS[interval]
    times = sorted({row[0] for rows in main.values() for row in rows})
    if rng.random() < 0.25:
        config["start_date"] = rng.choice([iso, int, str])(rng.choice(times) + rng.choice([0, size, size // 2]))
    if rng.random() < 0.15:
        start = parse_time(config.get("start_date", times[0]))
        config["end_date"] = rng.choice([iso, int])(max(start + size, rng.choice(times) + rng.choice([0, size, 2 * size])))
    if rng.random() < 0.2:
        config["num_iterations"] = rng.choice([1, 2, 5, 20, 1000])


def exits(rng, market, config):
    width = market.volatility * rng.choice([0.5, 1.5, 4])
    config["tp_ratio"] = rng.choice([None, width, width, 2 * width, 0.5, 0.001])
    config["sl_ratio"] = rng.choice([None, None, width, width, width / 2, 0.2])
    for key in ("tp_ratio", "sl_ratio"):
        if rng.random() < 0.15:
            del config[key]
    config["crossing_policy"] = rng.choice(["prefer_sl", "prefer_tp", "random"])
    if rng.random() < 0.25:
        config["max_holding_bars"] = rng.choice([1, 2, 6])
    if rng.random() < 0.3:
        config["trailing_stop_pct"] = rng.choice([0.5, 1, 3]) * market.volatility


def spell_as_before(rng, config):
    """Keys of older configurations, and other spellings."""
    if "initial_cash" in config:
        config["initial_capital"] = config.pop("initial_cash")
    if "market" in config and rng.random() < 0.5:
        config["use_perpetuals"] = config.pop("market") == "PERP"
    elif "market" in config:
        config["market"] = config["market"].lower()
    if isinstance(config.get("sizing_model"), float) and config["sizing_model"] <= 1:
        config["position_size_pct"] = config.pop("sizing_model") * rng.choice([1, 100])
    if isinstance(config.get("capacity_policy"), int):
        config["max_positions"] = config.pop("capacity_policy")


def scenario(seed, number):
    """The configuration of one scenario."""
    rng = random.Random(f"{seed}/{number}")
    market = Market(rng)
    interval, detail = rng.choice(GRIDS)
    spot = rng.random() < 0.4
    is_reckless = not spot and rng.random() < 0.12
    inverse = not spot and rng.random() < 0.25
    symbols = (
        rng.choice([["BTCUSD_PERP"], ["BTCUSD_PERP", "BTCUSD_240628"]]) if inverse else rng.sample(NAMES, rng.choice([1, 1, 2, 2, 3, 4]))
    )
    if is_reckless and not inverse:
        symbols, market.gap = rng.sample(NAMES, 3), 0.25
    count = rng.choice([1, 3, 10, 25, 40, 60, 60, 100])
    ratio = INTERVAL_MS[interval] // INTERVAL_MS[detail]
    count = max(1, min(count, 600 // ratio))
    cash = rng.choice([10000, 10000, 500, 1e6])
    if inverse:
        cash = round(cash / market.scale, 6) or 1.0
    depth = cash * (market.scale if inverse else 1) * rng.choice([0.05, 0.5, 5])
    main, detailed = candles(rng, market, interval, detail, symbols, count, depth)
    config = {
        "interval": interval,
        "market": "SPOT" if spot else "PERP",
        "initial_cash": cash,
        "seed": rng.randrange(1000),
        "ohlcv_data": {"main": main},
        "explain": True,
    }
    if detailed:
        config["ohlcv_data"]["detailed"] = detailed
        if detail != DEFAULT_DETAIL.get(interval) or rng.random() < 0.5:
            config["detail_interval"] = detail
        elif rng.random() < 0.2:
            del config["ohlcv_data"]["detailed"]
    if rng.random() < 0.03 and detailed and "detailed" in config["ohlcv_data"]:
        config["symbols"] = list(symbols)
        config["ohlcv_data"]["main"] = {s: rows for s, rows in main.items() if s != symbols[0]}  # it is resampled
    config["strategy"] = strategy(rng, main, symbols, spot)
    if not spot:
        perpetual(rng, config, symbols, config["ohlcv_data"].get("detailed") or main)
    if rng.random() < 0.6:
        config["sell_signal"] = rng.choice(["close", "ignore"] if spot else ["short", "short", "close", "ignore"])
    if rng.random() < 0.75:
        config["entry"] = entry_plan(rng, market, main, symbols)
    policies(rng, market, config, cash)
    exits(rng, market, config)
    if is_reckless:
        reckless(rng, config)
    elif not spot and rng.random() < 0.08:
        ladder(rng, market, config)
    found = instruments(rng, market, symbols, cash, inverse)
    if found:
        config["instruments"] = found
    dates(rng, config, main, interval)
    if spot and rng.random() < 0.05:
        del config["market"]
    if rng.random() < 0.1:
        config["intrabar_report"] = True
    if rng.random() < 0.1:
        spell_as_before(rng, config)
    if rng.random() < 0.05:
        for rows in config["ohlcv_data"]["main"].values():
            rng.shuffle(rows)  # unsorted input is sorted, with a warning
    return config
