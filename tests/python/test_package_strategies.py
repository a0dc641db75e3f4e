"""Strategies written in Python: the described user's file, and the built-ins written again."""

import json

import pytest
from engine_command import orchestrator
from package_runs import configuration, digest, user_code

from strategyOrchestrator.StrategyOrchestrator import run_backtest

BUILTINS = [
    ("EMACrossStrategy", {}),
    ("EMACrossStrategy", {"fast": 5, "slow": 50}),
    ("MomentumStrategy", {"window": 12, "threshold": 0.01}),
    ("RSIReversionStrategy", {}),
    ("DonchianBreakoutStrategy", {"entry": 30, "exit": 12}),
    ("BuyAndHoldStrategy", {}),
    ("PeakEMAReversalStrategy", {"peak_factor": 1.02, "total": 60}),
]


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("market", ["SPOT", "PERP"])
@pytest.mark.parametrize(("name", "params"), BUILTINS, ids=[f"{name}{list(params.values())}" for name, params in BUILTINS])
def test_a_built_in_written_in_python_has_the_same_result(name, params, market, workers):
    native = run_backtest(configuration({"builtin": name, "params": params}, market))
    own = run_backtest(configuration(user_code(name, **params), market, parallel_symbols=workers))
    assert native["counts"]["proposals"] >= 4
    assert digest(own) == digest(native)


def test_the_described_users_file_runs_unchanged():
    spec = {"module": "my_strategies.custom", "class": "MyCustomStrategy", "params": {"rsi_period": 14}}
    result = run_backtest(configuration(spec, num_iterations=1500))
    assert result["status"] == "ok"
    assert result["strategy"] == "MyCustomStrategy"
    rows = result["trade_log"]
    assert len(rows) > 20
    for row in rows:
        assert row["strategy_name"] == "MyCustomStrategy"
        assert row["confidence"] == 0.7
        assert 0 <= row["meta"]["rsi"] < 30  # it buys below 30


def test_its_stops_are_mirrored_for_shorts():
    """Its take-profit lies above and its stop below the price, also for SELL: the long convention."""
    spec = {"module": "my_strategies.custom", "class": "MyCustomStrategy"}
    result = run_backtest(configuration(spec, "PERP", num_iterations=1500))
    shorts = [row for row in result["trade_log"] if row["direction"] == "SHORT"]
    assert shorts and any(warning["code"] == "mirrored_bracket" for warning in result["warnings"])
    for row in shorts:
        if row["exit_type"] == "TP":
            assert row["exit_price"] < row["entry_price"]


@pytest.mark.parametrize("workers", [1, 4])
def test_the_command_hands_over_and_prints_the_same_bytes(workers):
    config = configuration(user_code("EMACrossStrategy"), parallel_symbols=workers)
    done = orchestrator("run", text=json.dumps(config))
    assert digest(json.loads(done.stdout)) == digest(run_backtest(config))
    assert "[Backtest_" in done.stderr and "trades of" in done.stderr


def test_a_basket_sees_columns_of_symbols():
    result = run_backtest(configuration(user_code("BasketMomentum")))
    assert result["status"] == "ok", result
    assert {row["symbol"] for row in result["trade_log"]} > {"BTCUSDT"}
    assert all(row["meta"]["gain"] == pytest.approx(row["confidence"]) or row["meta"]["gain"] < 0 for row in result["trade_log"])
