"""Trade by trade the same as backtesting.py, on what both can express (docs/parity.md says how one is mapped to the other)."""

import json
import os
import subprocess
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from backtesting import Backtest, Strategy

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3_600_000
START = 1_704_067_200_000
SYMBOL = "BTCUSDT"
RELATIVE = 1e-9
CASH = 1e9  # never a reason not to trade
UNITS = 7  # backtesting.py trades whole units
FEE = 0.0004


def binary():
    path = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
    if not Path(path).exists():
        pytest.fail(f"{path} does not exist: build it, or set ORCHESTRATOR_BIN")
    return path


def seeded(name):
    seed = int(os.environ.get("ORCHESTRATOR_TEST_SEED") or time.time())
    print(f"seed {seed}, {name} (again with it: ORCHESTRATOR_TEST_SEED={seed})")
    return np.random.default_rng([seed, *name.encode()])


# ------------------------------------------------------------------ candles


def walk(rng, bars, volatility, gap):
    """Candles of a random walk: opens that gap from the close before, bars that reach past both sides of a bracket."""
    closes = 100 * np.exp(np.cumsum(rng.normal(0, volatility, bars)))
    opens = np.r_[100, closes[:-1]] * np.exp(rng.normal(0, gap, bars) * (rng.random(bars) < 0.3))
    high = np.maximum(opens, closes) * (1 + rng.exponential(volatility, bars))
    low = np.minimum(opens, closes) * (1 - np.minimum(rng.exponential(volatility, bars), 0.9))
    return pd.DataFrame({"Open": opens, "High": high, "Low": low, "Close": closes})


def frame(rows):
    return pd.DataFrame(rows, columns=["Open", "High", "Low", "Close"], dtype=float)


def candle_rows(candles):
    return [[START + n * HOUR, *row, 1.0] for n, row in enumerate(candles.to_numpy().tolist())]


# ------------------------------------------------------------------ the same run in both


def run_engine(candles, strategy, **changes):
    config = {
        "interval": "1h",
        "detail_interval": "1h",
        "market": "PERP",
        "funding_rate": 0,
        "strategy": strategy,
        "fee_model": FEE,
        "tp_ratio": None,
        "sl_ratio": None,
        "sizing_model": {"builtin": "fixed_units", "params": {"units": UNITS}},
        "capacity_policy": 1,
        "initial_cash": CASH,
        "ohlcv_data": {"main": {SYMBOL: candle_rows(candles)}},
        **changes,
    }
    done = subprocess.run([binary(), "run", "--quiet"], input=json.dumps(config), capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout[:2000] + done.stderr[-2000:]
    return json.loads(done.stdout)


def scheduled(signals):
    rows = [{"time": START + bar * HOUR, **signal} for bar, signal in sorted(signals.items())]
    return {"builtin": "scheduled", "params": {"signals": rows}}


def run_backtesting(candles, decide):
    """backtesting.py with one position at a time: `decide(bar)` gives a signal when none is held; CLOSE closes."""

    class Decided(Strategy):
        def init(self):
            pass

        def next(self):
            signal = decide(len(self.data) - 1)
            if signal is None:
                return
            if signal["signal"] == "CLOSE":
                self.position.close()
            elif not self.position:
                order = self.buy if signal["signal"] == "BUY" else self.sell
                order(size=UNITS, tp=signal.get("tp_price"), sl=signal.get("sl_price"))

    data = candles.set_axis(pd.to_datetime(START + np.arange(len(candles)) * HOUR, unit="ms"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about trades that are open at the end
        return Backtest(data, Decided, cash=CASH, commission=FEE, trade_on_close=False, finalize_trades=False).run()


# ------------------------------------------------------------------ comparison


def engine_trades(result):
    """Trades that ended before the data did: what is open at the end is no trade in backtesting.py (docs/parity.md)."""
    return [row for row in result["trade_log"] if row["exit_type"] != "FINAL"]


def exit_of_backtesting(row, candles, brackets):
    """The exit price that backtesting.py gives to a trade of the engine: the same, but for one kind of candle (docs/parity.md).

    A candle that opens beyond the take-profit and comes back to the stop is a TP at its open here, a SL at the stop there.
    """
    candle = candles.iloc[(row["exit_time"] - START) // HOUR]
    tp, sl = brackets(row)
    if row["exit_type"] != "TP" or row["exit_time"] == row["entry_time"] or sl is None:
        return row["exit_price"]
    if row["direction"] == "LONG":
        returned = candle.Open >= tp and candle.Low <= sl
    else:
        returned = candle.Open <= tp and candle.High >= sl
    return sl if returned else row["exit_price"]


def net_profit(row, exit_price):
    """Profit of an engine trade had it left at `exit_price`."""
    sign = 1 if row["direction"] == "LONG" else -1
    return sign * row["size"] * (exit_price - row["entry_price"]) - FEE * row["size"] * (row["entry_price"] + exit_price)


def assert_equal_trades(result, stats, candles, brackets, note):
    ours = engine_trades(result)
    theirs = stats["_trades"].sort_values("EntryBar", kind="stable").to_dict("records")
    assert len(ours) == len(theirs), f"{note}: {len(ours)} trades here, {len(theirs)} there"
    for number, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
        place = f"{note}, trade {number}: {mine} and {other}"
        exit_price = exit_of_backtesting(mine, candles, brackets)
        if exit_price == mine["exit_price"]:
            assert mine["pnl"] == pytest.approx(net_profit(mine, exit_price), rel=RELATIVE, abs=RELATIVE * 100), place
        sign = 1 if mine["direction"] == "LONG" else -1
        assert other["Size"] == sign * mine["size"], place
        assert [other["EntryBar"], other["ExitBar"]] == [(mine[key] - START) // HOUR for key in ("entry_time", "exit_time")], place
        assert other["EntryPrice"] == pytest.approx(mine["entry_price"], rel=RELATIVE), place
        assert other["ExitPrice"] == pytest.approx(exit_price, rel=RELATIVE), place
        expected = mine["pnl"] if exit_price == mine["exit_price"] else net_profit(mine, exit_price)
        assert other["PnL"] == pytest.approx(expected, rel=RELATIVE, abs=RELATIVE * UNITS * mine["entry_price"]), place


def beyond(signal, price):
    """Whether a market entry at `price` would lie beyond its own bracket: rejected here, taken and left at once there."""
    sign = 1 if signal["signal"] == "BUY" else -1
    tp, sl = signal.get("tp_price"), signal.get("sl_price")
    return (tp is not None and sign * (price - tp) >= 0) or (sl is not None and sign * (price - sl) <= 0)


def random_signals(rng, candles, sides, share, one_sided=0.0):
    """{bar: signal with its own bracket}, a share of them without tp or without sl.

    Neither on bar 0, which backtesting.py never shows, nor where `beyond` holds.
    """
    signals = {}
    for bar in range(1, len(candles) - 1):
        if rng.random() >= share:
            continue
        signal, close = {"signal": str(rng.choice(sides))}, candles.Close[bar]
        sign = 1 if signal["signal"] == "BUY" else -1
        if rng.random() >= one_sided:
            signal["tp_price"] = close * (1 + sign * rng.uniform(0.002, 0.05))
        if rng.random() >= one_sided:
            signal["sl_price"] = close * (1 - sign * rng.uniform(0.002, 0.05))
        if not beyond(signal, candles.Open[bar + 1]):
            signals[bar] = signal
    return signals


def brackets_of(signals):
    """Function from an engine trade to (tp, sl): those of the decision on the bar before its entry."""

    def brackets(row):
        signal = signals[(row["entry_time"] - START) // HOUR - 1]
        return signal.get("tp_price"), signal.get("sl_price")

    return brackets


# ------------------------------------------------------------------ tests


@pytest.mark.parametrize("number", range(8))
def test_random_brackets_of_longs_and_shorts(number):
    rng = seeded(f"brackets {number}")
    candles = walk(rng, 3000, rng.choice([0.003, 0.01, 0.03]), rng.choice([0, 0.01, 0.04]))
    signals = random_signals(rng, candles, ["BUY", "SELL"], 0.3)
    result = run_engine(candles, scheduled(signals))
    stats = run_backtesting(candles, signals.get)
    assert len(engine_trades(result)) > 5, "too few trades to show anything"
    assert_equal_trades(result, stats, candles, brackets_of(signals), f"series {number}")


@pytest.mark.parametrize("number", range(4))
def test_signals_that_close_on_spot(number):
    rng = seeded(f"closes {number}")
    candles = walk(rng, 3000, 0.01, 0.01)
    signals = random_signals(rng, candles, ["BUY"], 0.2, one_sided=0.3)
    for bar in range(1, len(candles) - 1):
        if bar not in signals and rng.random() < 0.1:
            signals[bar] = {"signal": "CLOSE"}
    ours = {bar: {**signal, "signal": "SELL"} if signal["signal"] == "CLOSE" else signal for bar, signal in signals.items()}
    result = run_engine(candles, scheduled(ours), market="SPOT", funding_rate=None)
    stats = run_backtesting(candles, signals.get)
    assert sum(row["exit_type"] == "SIGNAL" for row in result["trade_log"]) > 10, "too few closing signals to show anything"
    assert_equal_trades(result, stats, candles, brackets_of(signals), f"series {number}")


def test_long_series_of_ema_crosses_and_its_equity():
    """The built-in strategy against crosses found by pandas; all prices, and the equity of every bar."""
    rng = seeded("long")
    candles = walk(rng, 40_000, 0.004, 0)
    fast, slow = (candles.Close.ewm(span=span, adjust=False).mean() for span in (5, 13))
    above = (fast > slow).to_numpy()
    signals = {}
    for bar in range(13, len(candles) - 1):
        if above[bar] == above[bar - 1]:
            continue
        sign, close = (1, candles.Close[bar]) if above[bar] else (-1, candles.Close[bar])
        signals[bar] = {
            "signal": "BUY" if above[bar] else "SELL",
            "tp_price": close * (1 + sign * 0.02),
            "sl_price": close * (1 - sign * 0.01),
        }
    strategy = {"builtin": "ema_cross", "params": {"fast": 5, "slow": 13}}
    result = run_engine(candles, strategy, tp_ratio=0.02, sl_ratio=0.01)
    stats = run_backtesting(candles, signals.get)
    assert len(engine_trades(result)) > 500, "too few trades to show anything"
    assert_equal_trades(result, stats, candles, brackets_of(signals), "long")
    ours = np.array([point["equity"] for point in result["equity_curve"]])
    theirs = stats["_equity_curve"]["Equity"].to_numpy()
    moves = 1e-9 * UNITS * candles.Close.max() + 1e-13 * CASH  # both are sums of many trades on a large account
    assert len(ours) == len(theirs)
    assert np.abs(ours - theirs)[:-1].max() < moves  # at the last point a trade that is still open is closed here


# ------------------------------------------------------------------ the differences that docs/parity.md tells of

FLAT = (100, 101, 99, 100)


def both(rows, signal):
    candles = frame(rows)
    return run_engine(candles, scheduled({1: signal})), run_backtesting(candles, {1: signal}.get)["_trades"].to_dict("records")


def test_difference_gap_beyond_the_target_that_comes_back():
    ours, theirs = both([FLAT, FLAT, FLAT, (112, 113, 94, 100), FLAT], {"signal": "BUY", "tp_price": 110, "sl_price": 95})
    assert [(row["exit_type"], row["exit_price"]) for row in ours["trade_log"]] == [("TP", 112)]
    assert [(row["ExitBar"], row["ExitPrice"]) for row in theirs] == [(3, 95)]


def test_difference_entry_beyond_its_bracket():
    ours, theirs = both([FLAT, FLAT, (94, 95, 93, 94), FLAT, FLAT], {"signal": "BUY", "sl_price": 95})
    assert ours["rejections"] == {"bracket_crossed": 1}
    assert [(row["EntryBar"], row["EntryPrice"], row["ExitBar"], row["ExitPrice"]) for row in theirs] == [(2, 94, 2, 94)]


def test_difference_open_at_the_end():
    ours, theirs = both([FLAT, FLAT, FLAT, (103, 105, 102, 104)], {"signal": "BUY"})
    assert [(row["exit_type"], row["exit_price"]) for row in ours["trade_log"]] == [("FINAL", 104)]
    assert theirs == []
