"""The comparison itself: it finds small planted errors in the results of ordinary scenarios, and rounding in calm ones is none."""

import copy
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import model  # noqa: E402
import scenarios  # noqa: E402
from differences import differences  # noqa: E402

CALM = (7739167, 362)  # daily returns of 1e-8, whose mean is 1e-10
ORDINARY = [(20240101, number) for number in range(200)]


def played(seed, number):
    """(the model's result, its run, the same result as an engine would print it)"""
    expected = model.run(scenarios.scenario(seed, number))
    run_of = expected.pop("model", None)
    actual = copy.deepcopy(expected)
    actual["warnings"] = [{"code": code} for code in expected.get("warnings", [])]
    return expected, run_of, actual


@pytest.fixture(scope="module")
def ordinary():
    """A scenario that has every metric, none of them 0."""
    for place in ORDINARY:
        expected, run_of, actual = played(*place)
        metrics = expected.get("metrics", {"none": None})
        if all(metrics.values()) and metrics["annual_volatility"] > 0.01:
            return expected, run_of, actual
    raise AssertionError("no ordinary scenario")


def found_after(ordinary, change):
    expected, run_of, actual = ordinary
    actual = copy.deepcopy(actual)
    change(actual)
    return differences(expected, actual, run_of)


def test_equal_results_do_not_differ(ordinary):
    assert found_after(ordinary, lambda actual: None) == []


@pytest.mark.parametrize("relative", [1e-6, 1e-9, 1e-10])
def test_an_error_of_any_metric_is_found(ordinary, relative):
    for key, value in ordinary[0]["metrics"].items():
        changed = value + 1 if key == "max_drawdown_duration_ms" else value * (1 + relative)
        found = found_after(ordinary, lambda actual, key=key, changed=changed: actual["metrics"].update({key: changed}))
        assert len(found) == 1 and f"metrics.{key}:" in found[0], (key, found)


def test_a_metric_that_is_null_or_not_there_is_found(ordinary):
    assert found_after(ordinary, lambda actual: actual["metrics"].update(sharpe=None))
    assert found_after(ordinary, lambda actual: actual["metrics"].pop("sqn"))
    assert found_after(ordinary, lambda actual: actual["metrics"].update(another=1.0))


def test_an_error_of_the_curve_is_found(ordinary):
    def nudge(point):
        return lambda actual: actual["equity_curve"][point].update(equity=actual["equity_curve"][point]["equity"] * (1 + 1e-9))

    assert "equity_curve" in found_after(ordinary, nudge(len(ordinary[0]["equity_curve"]) // 2))[0]
    assert "final_cash" in found_after(ordinary, nudge(-1))[0]


@pytest.mark.parametrize("key", ["entry_price", "exit_price", "size", "fees", "pnl", "return_pct"])
def test_an_error_of_a_trade_is_found(ordinary, key):
    row = max(range(len(ordinary[0]["trade_log"])), key=lambda n: abs(ordinary[0]["trade_log"][n]["return_pct"]))
    value = ordinary[0]["trade_log"][row][key]
    found = found_after(ordinary, lambda actual: actual["trade_log"][row].update({key: value * (1 + 1e-9)}))
    assert found and key in found[0]


def test_the_word_for_a_profit_is_that_of_its_sign(ordinary):
    found = found_after(ordinary, lambda actual: actual["trade_log"][0].update(result="EVEN"))
    assert found and "result" in found[0]


def shaken(actual, run_of):
    """What an engine makes of the same run that rounds otherwise: a curve within 2e-15 of this one, and the metrics of that curve."""
    rng = random.Random(1)
    for point in actual["equity_curve"]:
        point["equity"] *= 1 + rng.uniform(-2e-15, 2e-15)
    actual["final_cash"] = actual["equity_curve"][-1]["equity"]
    actual["metrics"] = run_of.metrics_of(actual["final_cash"], actual["equity_curve"], actual["trade_log"])[0]


def test_rounding_of_the_curve_is_no_difference_however_small_the_returns():
    expected, run_of, actual = played(*CALM)
    shaken(actual, run_of)
    mine, theirs = expected["metrics"]["sharpe"], actual["metrics"]["sharpe"]
    assert abs(theirs / mine - 1) > 1e-7  # the two sharpes themselves are no match for each other
    assert differences(expected, actual, run_of) == []
    actual["metrics"]["sharpe"] = theirs * (1 + 1e-4)
    assert "metrics.sharpe" in differences(expected, actual, run_of)[0]


def test_the_rounding_allowed_is_far_below_what_ordinary_scenarios_show(ordinary):
    expected, run_of, actual = ordinary
    _, errors = run_of.metrics_of(actual["final_cash"], actual["equity_curve"], actual["trade_log"])
    for key, error in errors.items():
        assert error <= 1e-11 * abs(expected["metrics"][key]), key
