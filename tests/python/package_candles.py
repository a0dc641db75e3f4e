"""Random candles for the tests of the Python package, and runs over them."""

import json
import os
import time

import numpy as np
import pandas as pd

from strategyOrchestrator.StrategyOrchestrator import run_backtest

HOUR_MS = 3_600_000
START_MS = 1_704_067_200_000  # 2024-01-01
#: Keys of a result that name the strategy, or change from run to run.
NAMES = ("strategy", "config_hash", "timings", "parallel_symbols")


def test_seed():
    """The seed of this test session; `ORCHESTRATOR_TEST_SEED` gives it again."""
    seed = int(os.environ.get("ORCHESTRATOR_TEST_SEED") or time.time())
    print(f"seed {seed} (again with it: ORCHESTRATOR_TEST_SEED={seed})")
    return seed


test_seed.__test__ = False


def candles(rows, seed, step_ms=HOUR_MS, volatility=0.02):
    """A random walk as a frame: open_time (ms), open, high, low, close, volume."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, volatility, rows)))
    opens = np.concatenate([[100.0], close[:-1]])
    above, below = np.abs(random.normal(0, volatility / 3, (2, rows)))
    return pd.DataFrame(
        {
            "open_time": START_MS + step_ms * np.arange(rows, dtype=np.int64),
            "open": opens,
            "high": np.maximum(opens, close) * (1 + above),
            "low": np.minimum(opens, close) * (1 - below),
            "close": close,
            "volume": random.uniform(1, 1000, rows),
        }
    )


def rows_of(frame):
    """The rows as `ohlcv_data` has them."""
    return [[int(row[0]), *map(float, row[1:])] for row in frame.itertuples(index=False)]


def succeeded(config):
    """The document of a run, which must succeed."""
    result = run_backtest(config)
    assert result["status"] == "ok", result
    return result


def without_names(result):
    """The bytes of a result, but for what names the strategy."""
    rows = [{key: value for key, value in row.items() if key != "strategy_name"} for row in result["trade_log"]]
    return json.dumps({**{key: value for key, value in result.items() if key not in NAMES}, "trade_log": rows})
