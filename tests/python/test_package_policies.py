"""Policies written in Python: twins of the built-in ones, and what their mistakes are answered with."""

import time

import pytest
from package_runs import configuration, digest

from strategyOrchestrator.StrategyOrchestrator import run_backtest

STRATEGY = {"builtin": "ema_cross", "params": {"fast": 5, "slow": 13}}


def code(name, **params):
    return {"module": "my_strategies.policies", "class": name, "params": params}


def run(market="SPOT", **changes):
    return run_backtest(configuration(STRATEGY, market, **changes))


TWINS = [
    ("fee_model", code("static_fee"), 0.001),
    ("fee_model", code("StaticFee", rate=0.0004), 0.0004),
    ("fee_model", code("per_symbol_fee"), "per_symbol"),
    ("slippage_model", code("static_slippage"), 0.0007),
    ("sizing_model", code("FixedFraction", fraction=0.3), 0.3),
    ("sizing_model", code("fixed_risk"), {"builtin": "fixed_risk", "params": {"risk": 0.01}}),
    ("capacity_policy", code("LegCapacity", max_legs=2), 2),
    ("capacity_policy", code("symbol_capacity"), {"builtin": "symbol_capacity", "params": {"max_symbols": 2}}),
    ("fill_policy", code("AggressiveMarketPolicy"), "aggressive_market"),
    ("fill_policy", code("VWAPDepthPolicy"), "vwap_depth"),
]


@pytest.mark.parametrize("market", ["SPOT", "PERP"])
@pytest.mark.parametrize(("key", "own", "builtin"), TWINS, ids=[f"{key}-{own['class']}" for key, own, _ in TWINS])
def test_equals_its_twin(key, own, builtin, market):
    changes = {"slippage_model": 0.0003, "sizing_model": 0.2} if key == "fill_policy" else {}
    mine, native = run(market, **{**changes, key: own}), run(market, **{**changes, key: builtin})
    assert len(native["trade_log"]) > 20
    assert digest(mine) == digest(native)


def test_a_capacity_verdict_explains_itself():
    result = run(capacity_policy=code("LegCapacity", max_legs=1), explain=True)
    refused = [row["values"] for row in result["rejected_proposals"] if row["reason"] == "capacity"]
    assert refused and all(values["needed"] > values["limit"] == 1 for values in refused)


def test_an_exit_resolver_labels_exits():
    result = run(exit_resolver=code("BracketResolver"), tp_ratio=0.02, sl_ratio=0.01)
    labels = {row["exit_type"] for row in result["trade_log"]}
    assert {"MY_STOP", "TP"} <= labels
    for row in result["trade_log"]:
        if row["exit_type"] == "MY_STOP":
            assert row["exit_price"] == pytest.approx(row["entry_price"] * 0.99, rel=0.02)


def test_a_price_and_a_predicate_of_candles():
    candles = {"open": [], "rows": []}
    result = run(entry={"reference": code("typical_price"), "when": code("is_red"), "tif": "IOC"}, symbols=["BTCUSDT"])
    assert result["status"] == "ok", result
    assert result["trade_log"], candles
    assert result["counts"]["unfilled"] > 0  # of those whose price is not reached in their one candle


WRONG = {
    "fee_model": {"raises", "none", "nan", "text", "huge", "negative", "exits"},
    "slippage_model": {"raises", "none", "nan", "text", "huge", "negative"},
    "sizing_model": {"raises", "none", "nan", "text", "huge"},
    "capacity_policy": {"raises", "none", "nan", "text", "huge"},
    "fill_policy": {"raises", "none", "nan", "text", "huge"},
    "exit_resolver": {"raises", "nan", "text", "huge"},
}


@pytest.mark.parametrize(("key", "name"), [(key, name) for key, names in WRONG.items() for name in sorted(names)])
def test_a_mistake_is_a_clear_error(key, name):
    result = run(**{key: code(name)})
    assert result["status"] == "failed"
    error = result["error"]
    assert error["where"] == f"/{key}"
    expected = {"raises": "RuntimeError: the exchange is on fire", "exits": "SystemExit: 3"}.get(name, key.replace("exit_resolver", "exit"))
    assert expected in error["message"]
    assert error["hint"]
    if name == "raises":
        assert "policies.py" in error["hint"] and "in raises" in error["hint"]


@pytest.mark.parametrize("name", ["raises", "none", "nan", "text", "huge"])
@pytest.mark.parametrize("place", ["reference", "when"])
def test_a_mistake_of_a_candle_function(place, name):
    result = run(entry={place: code(name), "start_pct": 0.001})
    if place == "when" and name != "raises":
        assert result["status"] == "ok"  # anything is true or false
        return
    assert result["status"] == "failed" and result["error"]["where"] == f"/entry/{place}"


@pytest.mark.parametrize("name", ["sleeps", "loops"])
@pytest.mark.parametrize("key", ["fee_model", "capacity_policy", "exit_resolver"])
def test_a_call_that_takes_too_long_is_ended(key, name):
    started = time.monotonic()
    result = run(**{key: code(name)}, time_limits={"policy_s": 0.3})
    assert time.monotonic() - started < 8, "it waited for the call"
    assert result["status"] == "failed"
    assert result["error"]["code"] == "time_limit"
    assert result["error"]["where"] == f"/{key}"
    assert "policy_s = 0.3 s" in result["error"]["message"]
    assert f"in {name}" in result["error"]["hint"]


def test_an_object_that_is_kept_stays_as_it_was():
    """The engine shows policies one event object again and again, unless they keep it."""
    kept = []

    def keeping(event):
        kept.append(event)
        return 0.001

    def copying(event):
        kept.append((event.ts, event.symbol, event.price, event.quantity))
        return 0.001

    run(fee_model=keeping)
    seen = [(event.ts, event.symbol, event.price, event.quantity) for event in kept]
    kept.clear()
    run(fee_model=copying)
    assert seen == kept and len(set(seen)) > 20


def test_code_that_is_not_there():
    assert run(fee_model={"module": "my_strategies.policies", "class": "statik_fee"})["error"]["hint"] == "did you mean 'static_fee'?"
    missing = run(fee_model={"module": "my_strategies.polices", "class": "static_fee"})["error"]
    assert (missing["code"], missing["where"]) == ("module_not_found", "/fee_model/module")
    kind = run(fill_policy={"module": "my_strategies.policies", "class": "StaticFee"})["error"]
    assert (kind["code"], kind["where"]) == ("wrong_kind", "/fill_policy/class")
    params = run(fee_model=code("StaticFee", rat=1))["error"]
    assert (params["code"], params["where"]) == ("constructor_failed", "/fee_model/params")
    assert "unexpected keyword argument 'rat'" in params["message"]
    taken = run(fee_model=code("static_fee", rate=1))["error"]
    assert taken["code"] == "unexpected_params"
