"""`orchestrator check-strategy` on strategies in Python: cheaters of each kind are caught, honest ones are not."""

import json

import pytest
from engine_command import orchestrator
from package_runs import configuration

from strategyOrchestrator.StrategyOrchestrator import run_backtest


def spec(name, module="cheaters"):
    return {"module": f"my_strategies.{module}", "class": name}


def checked(name, status, module="cheaters", bars=300):
    config = configuration(spec(name, module), symbols=["BTCUSDT"])
    done = orchestrator("check-strategy", "--json", "--quiet", "--bars", bars, text=json.dumps(config), status=status)
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("name", "module"), [("Honest", "cheaters"), ("EMACrossStrategy", "rewritten"), ("DonchianBreakoutStrategy", "rewritten")]
)
def test_an_honest_strategy_passes(name, module):
    report = checked(name, 0, module)
    assert report["status"] == "ok" and report["findings"] == []
    assert report["timing"]


FROM_THE_FUTURE = {
    "ShiftsBack": "signal",
    "WholeMaximum": "signal",
    "LastOfStoredFrame": "signal",
    "CentredWindow": "signal",
    "PriceFromTheFuture": "tp_price",
}


@pytest.mark.parametrize(("name", "column"), FROM_THE_FUTURE.items())
def test_look_ahead_over_all_bars_is_refused_by_every_run(name, column):
    result = run_backtest(configuration(spec(name), symbols=["BTCUSDT"]))
    assert result["status"] == "failed"
    error = result["error"]
    assert error["code"] == "look_ahead"
    assert f"{column} = " in error["message"]
    assert "when the frame ends there" in error["message"]
    assert error["message"].count("T") and "for the bar 20" in error["message"]  # names the bar


@pytest.mark.parametrize("name", FROM_THE_FUTURE)
def test_look_ahead_over_all_bars_is_reported(name):
    report = checked(name, 1)
    assert {finding["kind"] for finding in report["findings"]} == {"look_ahead"}
    assert report["findings"][0]["symbol"] == "BTCUSDT"


def test_decide_and_decide_all_must_agree():
    result = run_backtest(configuration(spec("Disagrees"), symbols=["BTCUSDT"]))
    assert result["error"]["code"] == "look_ahead"
    assert "by decide()" in result["error"]["message"]


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("WallClock", {"nondeterminism"}),
        ("GlobalRandom", {"nondeterminism"}),
        ("PeeksByBar", {"nondeterminism", "look_ahead"}),
        ("RemembersTooMuch", {"reset"}),
        ("NeedsMoreWarmUp", {"startup"}),
    ],
)
def test_other_self_deceptions_are_found(name, kinds):
    report = checked(name, 1, bars=400)
    found = {finding["kind"] for finding in report["findings"]}
    assert found & kinds, report["findings"]
    for finding in report["findings"]:
        assert finding["bar"].startswith("20") and finding["message"] and finding["hint"]


def test_the_native_speed_of_decide_all():
    """What `decide_all` says is what the run does: the same as the same rule bar by bar."""
    result = run_backtest(configuration(spec("Honest")))
    assert result["status"] == "ok", result
    assert len(result["trade_log"]) > 20
