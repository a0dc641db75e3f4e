"""Random candles, decisions and settings through the Python API, held against the reference model (tests/reference)."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.StrategyOrchestrator import run_backtest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reference"))
import model  # noqa: E402
from differences import differences  # noqa: E402

SEED = int(os.environ.get("ORCHESTRATOR_TEST_SEED", "20240101"))
EXAMPLES = int(os.environ.get("ORCHESTRATOR_EXAMPLES", "200"))
START, HOUR = 1_704_067_200_000, 3_600_000
SYMBOLS = ["BTCUSDT", "ETHUSDT"]


class Replay(BaseStrategy):
    """Gives the decisions that were drawn, each at its bar."""

    def __init__(self, decisions=None, numpy=False):
        super().__init__()
        self.decisions = decisions or {}
        self.window = "numpy" if numpy else "pandas"

    def get_required_lookback(self):
        return 1

    def decide(self, df, interval, symbol, **kwargs):
        time = df["open_time"][-1] if self.window == "numpy" else df["open_time"].iloc[-1]
        return self.decisions.get((symbol, int(time)))


prices = st.floats(0.5, 5e4)
moves = st.tuples(st.floats(-0.06, 0.06), st.floats(0, 0.05), st.floats(0, 0.05), st.floats(0, 1e3), st.booleans())


@st.composite
def candle_rows(draw):
    """Rows of one symbol: a walk with wicks, now and then a gap in price or time."""
    last = draw(prices)
    rows, time = [], START
    for change, up, down, volume, jump in draw(st.lists(moves, min_size=5, max_size=60)):
        opening = last * (1 + change / 2) if jump else last
        close = max(opening * (1 + change), 1e-6)
        rows.append([time, opening, max(opening, close) * (1 + up), min(opening, close) * (1 - down), close, volume])
        time += HOUR * (2 if jump and volume < 50 else 1)
        last = close
    return rows


@st.composite
def decision_at(draw, close):
    decision = {"signal": draw(st.sampled_from(["BUY", "SELL"])), "confidence": draw(st.floats(0, 1))}
    for key, low, high in (("entry_price", 0.98, 1.02), ("tp_price", 0.97, 1.2), ("sl_price", 0.8, 1.03)):
        choice = draw(st.sampled_from(["missing", "missing", "ratio", "none"]))
        if choice == "ratio":
            decision[key] = close * draw(st.floats(low, high))
        elif choice == "none" and key != "entry_price":
            decision[key] = None
    return decision


def component(token, **params):
    return {"builtin": token, "params": params}


@st.composite
def runs(draw):
    """(configuration for the model, the same with Python components for the engine)."""
    names = SYMBOLS[: draw(st.integers(1, 2))]
    main = {name: draw(candle_rows()) for name in names}
    market = draw(st.sampled_from(["SPOT", "PERP"]))
    decisions = {}
    for name, rows in main.items():
        for place in sorted(draw(st.sets(st.integers(0, len(rows) - 1), max_size=12))):
            decisions[name, rows[place][0]] = draw(decision_at(rows[place][4]))
    fee, slippage, fraction = draw(st.sampled_from([0.0, 0.001, 0.01])), draw(st.sampled_from([0.0, 0.0005])), draw(st.floats(0.02, 0.9))
    config = {
        "symbols": names,
        "interval": "1h",
        "detail_interval": "1h",
        "market": market,
        "ohlcv_data": {"main": main},
        "explain": True,
        "tp_ratio": draw(st.sampled_from([None, 0.01, 0.05])),
        "sl_ratio": draw(st.sampled_from([None, 0.01, 0.05])),
        "crossing_policy": draw(st.sampled_from(["prefer_sl", "prefer_tp", "random"])),
        "max_holding_bars": draw(st.sampled_from([None, 1, 5])),
        "trailing_stop_pct": draw(st.sampled_from([None, 0.02])),
        "entry": {
            "legs": draw(st.integers(1, 3)),
            "start_pct": draw(st.sampled_from([0, 0.002])),
            "step_pct": draw(st.sampled_from([0, 0.01])),
        },
        "seed": draw(st.integers(0, 2**31)),
        "capacity_policy": draw(st.integers(1, 4)),
    }
    if market == "PERP":
        config["leverage"] = draw(st.sampled_from([1, 3, 10]))
    order = sorted(decisions, key=lambda key: (names.index(key[0]), key[1]))
    signals = [{"time": time, "symbol": name, **decisions[name, time]} for name, time in order]
    expected = {
        **config,
        "strategy": component("scheduled", signals=signals),
        "fee_model": fee,
        "slippage_model": slippage,
        "sizing_model": fraction,
    }
    own = {
        **config,
        "strategy": Replay(decisions, draw(st.booleans())),
        "fee_model": lambda event: fee,
        "slippage_model": lambda event: slippage,
        "sizing_model": lambda meta, action: fraction * meta.equity / meta.reference_price,
        "parallel_symbols": 1,
    }
    return expected, own


@seed(SEED)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(runs())
def test_equals_the_reference_model(run):
    config, own = run
    expected = model.run(config)
    model_run = expected.pop("model", None)
    actual = {**run_backtest(own), "exit_status": 3}
    found = differences(expected, actual, model_run)
    if found:
        pytest.fail(f"seed {SEED}\n" + "\n".join(found[:10]))
