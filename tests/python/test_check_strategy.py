"""`orchestrator check-strategy`: what it finds, how it says so, and its exit statuses."""

import json

import pytest
from engine_command import BUILD, HOUR_MS, START_MS, configuration, orchestrator, wave

PLUGIN = BUILD / "plugins/sample_plugin.so"
needs_plugins = pytest.mark.skipif(not PLUGIN.exists(), reason="the test plug-ins are not built (they come with unit_tests)")


def plugin(class_name, **params):
    return {"module": str(PLUGIN), "class": class_name, "params": params}


def check(config, *arguments, status=0):
    """The finished process for a configuration on stdin."""
    return orchestrator("check-strategy", *arguments, text=json.dumps(config), status=status)


def report(config, *arguments, status=0):
    return json.loads(check(config, "--json", *arguments, status=status).stdout)


def time_of(bar):
    return START_MS + bar * HOUR_MS


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """A folder with a sample market of two symbols."""
    root = tmp_path_factory.mktemp("market")
    orchestrator("candles", "generate", "--symbols", "BTCUSDT,ETHUSDT", "--interval", "1h", "--rows", "3000", "--root", root, "--quiet")
    return {"symbols": ["BTCUSDT", "ETHUSDT"], "interval": "1h", "data": {"root": str(root)}}


MEMBERS = ["momentum", "ema_cross", {"builtin": "rsi_reversion", "params": {"period": 5}}]


@pytest.mark.parametrize(
    "strategy",
    [
        "ema_cross",
        "momentum",
        "rsi_reversion",
        "bollinger_breakout",
        "donchian_breakout",
        "buy_and_hold",
        {"builtin": "peak_ema_reversal", "params": {"peak_factor": 1.0, "total": 20, "recent": 8}},
        {"builtin": "ensemble", "params": {"strategies": MEMBERS, "method": "any"}},
    ],
    ids=lambda strategy: strategy if isinstance(strategy, str) else strategy["builtin"],
)
def test_built_in_strategies_are_clean(market, strategy):
    found = report({**market, "strategy": strategy})
    assert found["status"] == "ok"
    assert found["findings"] == []
    assert found["interval"] == "1h"
    assert (found["jobs"], found["bars"]) == (2, 4000)
    assert found["decisions"] > 0
    assert found["warnings"] == []
    assert found["timing"]["decisions"] >= 1000
    assert 0 < found["timing"]["median_us"] <= found["timing"]["p99_us"]


def test_indicators_are_listed_with_how_they_settle(market):
    found = report({**market, "strategy": "ema_cross"})
    assert [(i["name"], i["parameters"]) for i in found["indicators"]] == [("ema", [9]), ("ema", [21])]
    for indicator in found["indicators"]:
        assert [move["warm_up"] for move in indicator["moves"]] == [21, 42, 84, 168]
        relative = [move["relative"] for move in indicator["moves"]]
        assert relative == sorted(relative, reverse=True)
        assert relative[0] > 1e-9
    changes = found["warm_ups"]
    assert [change["warm_up"] for change in changes] == [21, 42, 84, 168]
    assert changes[0]["changed"] > changes[-1]["changed"] == 0
    assert changes[-1]["compared"] > 0


@needs_plugins
def test_a_cheating_plugin_is_found(market):
    found = report({**market, "strategy": plugin("Peeking")}, status=1)
    assert found["status"] == "findings"
    assert found["strategy"] == "Peeking"
    assert {(f["kind"], f["how"], f["symbol"]) for f in found["findings"]} == {
        ("look_ahead", how, symbol) for how in ("truncated", "perturbed") for symbol in ("BTCUSDT", "ETHUSDT")
    }
    for finding in found["findings"]:
        assert list(finding) == ["kind", "symbol", "bar", "value", "full", "other", "how", "message", "hint"]
        assert finding["value"] == "signal"
        assert finding["full"] != finding["other"]
        assert "shift(-1)" in finding["hint"]
        assert finding["bar"].startswith("2024-")


@needs_plugins
def test_the_readable_report_begins_with_the_verdict(market):
    lines = check({**market, "strategy": plugin("Peeking")}, status=1).stdout.splitlines()
    assert lines[0].startswith("4 findings: Peeking on 1h bars, 2 jobs, 4,000 bars, ")
    assert "look_ahead" in lines
    assert any(line.startswith("  BTCUSDT 2024-") and "when the data end at" in line for line in lines)
    assert any(line.startswith("  -> ") for line in lines)
    clean = check({**market, "strategy": "ema_cross"}).stdout
    assert clean.startswith("nothing found: EMACrossStrategy on 1h bars, 2 jobs, 4,000 bars, ")
    assert "ema(21)" in clean
    assert "Time per decision: median " in clean


def test_the_same_finds_the_same(market):
    documents = [report({**market, "strategy": "rsi_reversion"}) for _ in range(2)]
    for document in documents:
        del document["timing"]
    assert documents[0] == documents[1]


def test_a_wave_is_decided_on_at_its_last_bars():
    config = configuration(equity_curve="none", initial_cash=5)
    assert report(config, "--bars", "100")["bars"] == 100
    assert report(config)["bars"] == 400 - 20  # the first 20 have too few bars before them
    later = report(configuration(start_date=time_of(300)))
    assert later["bars"] == 101  # the bar that closes at the start is decided on there


def test_configurations_come_as_for_a_run(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(configuration()))
    from_file = json.loads(orchestrator("check-strategy", "--config", path, "--json", "--set", "strategy.params.slow=50").stdout)
    assert from_file["lookback"] == 50
    assert from_file["strategy"] == "EMACrossStrategy"


def test_details_that_orders_are_filled_on_are_not_needed(market):
    assert report({**market, "strategy": "momentum", "detail_interval": "1m"})["status"] == "ok"


def test_baskets_are_one_job(market):
    times = [{"time": time_of(2000 + 30 * k), "signal": "BUY"} for k in range(30)]
    found = report({**market, "strategy": {"builtin": "scheduled", "params": {"signals": times, "joined": True}}})
    assert (found["jobs"], found["decisions"], found["findings"]) == (1, 60, [])


def test_silence_is_warned_of():
    flat = [[candle[0], 100, 100, 100, 100, 1] for candle in wave()]
    found = report(configuration(ohlcv_data={"main": {"BTCUSDT": flat}}))
    assert found["status"] == "ok"
    assert [warning["code"] for warning in found["warnings"]] == ["no_decisions"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"interval": "2m"}, 2, "bad_interval"),
        ({"strategy": "ema_corss"}, 2, "unknown_component"),
        ({"strategy": {"builtin": "ema_cross", "params": {"fats": 3}}}, 2, "unknown_parameter"),
        ({"strategy": {"builtin": "ema_cross", "params": {"slow": 401}}}, 3, "too_few_bars"),
        ({"start_date": "2030-01-01"}, 3, "no_decision_bars"),
        ({"strategy": {"module": "no/such.so", "class": "Any"}}, 4, "plugin_not_found"),
    ],
)
def test_what_a_run_refuses_is_refused(changes, status, code):
    done = check(configuration(**changes), status=status)
    document = json.loads(done.stdout)
    assert document["status"] == "failed"
    assert document["error"]["code"] == code
    assert done.stderr.startswith("error: ")


def test_text_that_is_no_json():
    assert json.loads(orchestrator("check-strategy", text="{", status=2).stdout)["error"]["code"] == "bad_json"
    assert json.loads(orchestrator("check-strategy", "--bars", "0", text="{}", status=2).stdout)["error"]["code"] == "bad_command_line"


@needs_plugins
def test_a_strategy_that_fails_a_run_fails_the_check():
    failed = json.loads(check(configuration(strategy=plugin("Raising")), status=4).stdout)
    assert failed["error"]["code"] == "strategy_failed"
    assert "no idea what to do" in failed["error"]["message"]
    assert report(configuration(strategy=plugin("Raising"), on_strategy_error="skip"))["decisions"] == 0


@needs_plugins
def test_ctrl_c_ends_with_130():
    failed = json.loads(check(configuration(strategy=plugin("Interrupting")), status=130).stdout)
    assert failed["error"]["code"] == "interrupted"


def test_quiet_says_nothing_beside_the_report():
    assert check(configuration(), "--quiet").stderr == ""
