"""Candles in frames of several libraries, made up from a seed, for the tests of the Python package."""

from time import perf_counter

import numpy as np
import pandas as pd

import strategyOrchestrator as so

START_MS = 1704067200000
HOUR_MS = 3600000
PRICES = ["open", "high", "low", "close", "volume"]


def columns(rows=500, seed=1, step_ms=HOUR_MS):
    """Arrays by name: a random walk whose bars reach past both sides of small brackets."""
    rng = np.random.default_rng(seed)
    close = 100 * np.exp(rng.normal(0, 0.01, rows).cumsum())
    opens = np.r_[100.0, close[:-1]]
    return {
        "open_time": START_MS + np.arange(rows) * step_ms,
        "open": opens,
        "high": np.maximum(opens, close) * (1 + rng.exponential(0.004, rows)),
        "low": np.minimum(opens, close) * (1 - rng.exponential(0.004, rows)),
        "close": close,
        "volume": rng.uniform(1, 9, rows),
    }


def pandas_frame(rows=500, seed=1, step_ms=HOUR_MS):
    """Prices by a DatetimeIndex in UTC."""
    arrays = columns(rows, seed, step_ms)
    index = pd.to_datetime(arrays.pop("open_time"), unit="ms", utc=True)
    return pd.DataFrame(arrays, index=index)


def rows_of(arrays):
    """As `ohlcv_data` has them."""
    return [[int(row[0]), *map(float, row[1:])] for row in zip(*(arrays[name] for name in ["open_time", *PRICES]), strict=True)]


def without_timings(result):
    """The document of a Result but for the only key that differs between equal runs."""
    document = result.to_dict()
    del document["timings"]
    return document


def slow_strategy(seconds):
    """A strategy whose every decision takes as long: it works until then."""

    class Slow(so.BaseStrategy):
        window = "numpy"

        def get_required_lookback(self, interval=None):
            return 2

        def decide(self, window, interval, **kwargs):
            end = perf_counter() + seconds
            while perf_counter() < end:
                pass

    return Slow
