"""Indicators against TA-Lib: equal within 1e-9 relative wherever the definitions are the same (docs/strategies.md).

TA-Lib starts an EMA with a simple mean, this project with the first close, so EMA and MACD are compared once that difference has faded.
Its deviations come from running sums of squares, which lose digits: that loss is TA-Lib's, and allowed for (`of_price`).
"""

import json
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import talib

ROOT = Path(__file__).resolve().parents[2]
DUMP = Path(os.environ.get("ORCHESTRATOR_INDICATOR_DUMP", ROOT / "build/release/bin/indicator_dump"))
REAL = os.environ.get("ORCHESTRATOR_REAL_DATA")


@dataclass
class Case:
    name: str
    parameters: list
    talib: object  # columns -> values
    fade: int = 0  # bars until different starts no longer matter
    of_price: float = 1e-13  # absolute error allowed, as a share of the price


CASES = [
    Case("sma", [20], lambda c: talib.SMA(c["close"], 20)),
    Case("wma", [20], lambda c: talib.WMA(c["close"], 20), of_price=1e-11),
    Case("volume_sma", [5], lambda c: talib.SMA(c["volume"], 5), of_price=1e-9),
    Case("stddev", [20], lambda c: talib.STDDEV(c["close"], 20, 1.0), of_price=1e-8),
    Case("bollinger_upper", [20, 2.5], lambda c: talib.BBANDS(c["close"], 20, 2.5, 2.5, matype=0)[0], of_price=1e-8),
    Case("bollinger_middle", [20, 2.5], lambda c: talib.BBANDS(c["close"], 20, 2.5, 2.5, matype=0)[1]),
    Case("bollinger_lower", [20, 2.5], lambda c: talib.BBANDS(c["close"], 20, 2.5, 2.5, matype=0)[2], of_price=1e-8),
    Case("rsi", [14], lambda c: talib.RSI(c["close"], 14)),
    Case("rsi", [2], lambda c: talib.RSI(c["close"], 2)),
    Case("true_range", [], lambda c: talib.TRANGE(c["high"], c["low"], c["close"])),
    Case("atr", [14], lambda c: talib.ATR(c["high"], c["low"], c["close"], 14)),
    Case("highest", [20], lambda c: talib.MAX(c["high"], 20)),
    Case("lowest", [10], lambda c: talib.MIN(c["low"], 10)),
    Case("highest_close", [33], lambda c: talib.MAX(c["close"], 33)),
    Case("lowest_close", [33], lambda c: talib.MIN(c["close"], 33)),
    Case("momentum", [20], lambda c: talib.ROCP(c["close"], 20)),
    Case("ema", [9], lambda c: talib.EMA(c["close"], 9), fade=300),
    Case("ema", [50], lambda c: talib.EMA(c["close"], 50), fade=1500),
    Case("macd", [12, 26], lambda c: talib.MACD(c["close"], 12, 26, 9)[0], fade=800),
    Case("macd_signal", [12, 26, 9], lambda c: talib.MACD(c["close"], 12, 26, 9)[1], fade=900),
    Case("macd_histogram", [12, 26, 9], lambda c: talib.MACD(c["close"], 12, 26, 9)[2], fade=900),
]
FIELDS = ["open", "high", "low", "close", "volume"]


def random_columns():
    seed = int(os.environ.get("ORCHESTRATOR_TEST_SEED") or time.time())
    print(f"seed {seed} (again with it: ORCHESTRATOR_TEST_SEED={seed})")
    random = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, 4000)))
    opens = np.concatenate([[100.0], close[:-1]])
    above, below = np.abs(random.normal(0, 0.004, (2, 4000)))
    return {
        "open": opens,
        "high": np.maximum(opens, close) * (1 + above),
        "low": np.minimum(opens, close) * (1 - below),
        "close": close,
        "volume": random.uniform(1, 1000, 4000),
    }


def real_columns():
    if not REAL:
        pytest.skip("ORCHESTRATOR_REAL_DATA is not set")
    feather = pytest.importorskip("pyarrow.feather")
    table = feather.read_table(Path(REAL) / "freqtrade" / "ETH_BTC-5m.feather").slice(0, 4000)
    return {field: table[field].to_numpy().astype(float) for field in FIELDS}


@pytest.fixture(scope="module", params=[random_columns, real_columns], ids=["random", "real"])
def computed(request):
    """Candle columns, and this project's values of every case."""
    if not DUMP.exists():
        pytest.fail(f"{DUMP} does not exist: build indicator_dump, or set ORCHESTRATOR_INDICATOR_DUMP")
    columns = request.param()
    job = {
        "candles": np.column_stack([columns[field] for field in FIELDS]).tolist(),
        "requests": [{"name": case.name, "parameters": case.parameters} for case in CASES],
        "block": 333,
    }
    done = subprocess.run([str(DUMP)], input=json.dumps(job), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return columns, [np.array(values, dtype=float) for values in json.loads(done.stdout)]


@pytest.mark.parametrize("index", range(len(CASES)), ids=[f"{case.name}{case.parameters}" for case in CASES])
def test_equals_talib(computed, index):
    columns, values = computed
    case, ours = CASES[index], values[index]
    theirs = case.talib(columns)
    if case.fade == 0:
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs), "defined on other bars")
    both = ~np.isnan(theirs)
    both[: case.fade] = False
    assert both.sum() > 2000
    error = np.abs(ours - theirs)[both]
    allowed = 1e-9 * np.abs(theirs[both]) + case.of_price * columns["close"][both]
    worst = np.argmax(error - allowed)
    assert np.all(error <= allowed), f"ours {ours[both][worst]!r}, TA-Lib's {theirs[both][worst]!r}"
