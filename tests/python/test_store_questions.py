"""What the inspecting commands answer when the store does not hold exactly what was asked for."""

import json
import shutil

import pandas as pd
import pytest
from engine_command import run
from store_command import candles, report

AGGREGATES = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """BTCUSDT on spot as 1m, and as a perpetual as 1h with funding rates; ETHUSDT on spot as 1m and 5m."""
    folder = tmp_path_factory.mktemp("data")
    candles("generate", "--symbols", "BTCUSDT,ETHUSDT", "--rows", 1440, "--root", folder)
    candles("generate", "--symbols", "BTC/USDT:USDT", "--rows", 100, "--interval", "1h", "--root", folder)
    candles("resample", "ETHUSDT", "--to", "5m", "--root", folder)
    return folder


def failure(*arguments, status=3):
    return json.loads(candles(*arguments, status=status)[0])["error"]


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["show", "BTCUSDT", "--interval", "1h", "--market", "cm"], "stored of it: spot 1m, um 1h, um funding_rate (--market chooses)"),
        (["show", "ETHUSDT", "--funding"], "stored of it: spot 1m, spot 5m"),
        (["export", "BTC/USDT:USDT", "--interval", "15m", "--output", "x.csv"], "stored of it: spot 1m, um 1h, um funding_rate"),
        (["resample", "BTCUSDT", "--from", "3m", "--to", "1h"], "stored of it: spot 1m, um 1h, um funding_rate"),
        (["show", "BTC_USDT", "--interval", "1h"], "did you mean 'BTCUSDT'?"),
        (["list", "BTCUSD"], "did you mean 'BTCUSDT'?"),
        (["list", "ETHUSDT", "--market", "um"], "stored of it: spot 1m, spot 5m"),
        (["verify", "ETH/USDT:USDT"], "stored of it: spot 1m, spot 5m"),
        (["verify", "ETHUSDT", "XYZ"], "`orchestrator candles list` shows what is stored"),
    ],
)
def test_a_series_that_is_not_there_says_what_is(root, arguments, hint):
    error = failure(*arguments, "--root", root)
    assert (error["code"], error["hint"]) == ("series_not_found", hint)


def test_the_question_for_the_interval_names_the_stored_ones(root):
    assert failure("show", "ETHUSDT", "--root", root, status=2)["hint"] == "stored of ETHUSDT: spot 1m, spot 5m"


@pytest.mark.parametrize(
    ("changes", "hint"),
    [({"symbols": ["BTC_USDT"]}, "did you mean 'BTCUSDT'?"), ({"data": {"exchange": "kraken"}}, "nothing is stored there")],
)
def test_a_run_over_a_symbol_that_is_not_there(root, changes, hint):
    config = {"symbols": ["BTCUSDT"], "interval": "1h", "strategy": "ema_cross", **changes}
    config["data"] = {"root": str(root), **changes.get("data", {})}
    assert run(config, status=3)["error"]["hint"].startswith(hint)


@pytest.mark.parametrize("time", ["1704067200", "20240101"])
def test_seconds_and_dates_without_dashes_are_no_times(root, time):
    error = failure("show", "BTCUSDT", "--interval", "1m", "--since", time, "--root", root, status=2)
    assert error["code"] == "bad_time" and "would be 1970" in error["message"]


def test_list_and_verify_choose_by_name_market_and_interval(root):
    def chosen(command, *arguments):
        return [(s["market"], s["symbol"], s.get("interval")) for s in report(command, *arguments, "--root", root)["series"]]

    for command in ("list", "verify"):
        assert chosen(command, "BTCUSDT") == [("spot", "BTCUSDT", "1m"), ("um", "BTCUSDT", "1h"), ("um", "BTCUSDT", None)]
        assert chosen(command, "BTC/USDT:USDT") == [("um", "BTCUSDT", "1h"), ("um", "BTCUSDT", None)]
        assert chosen(command, "--interval", "5m") == [("spot", "ETHUSDT", "5m")]


def test_stores_that_are_not_there_or_empty(tmp_path):
    assert "There is no candle store" in candles("list", "--root", tmp_path / "nowhere")[0]
    assert failure("verify", "--root", tmp_path / "nowhere")["code"] == "store_not_found"
    (tmp_path / "empty").mkdir()
    assert "is empty" in candles("list", "--root", tmp_path / "empty")[0]
    assert "nothing is stored there yet" in failure("show", "BTCUSDT", "--interval", "1h", "--root", tmp_path / "empty")["hint"]


def resampled(root, rule):
    fine = pd.read_feather(root / "binance/spot/BTCUSDT/1m.arrow").set_index("open_time")
    return fine.resample(rule).agg(AGGREGATES).reset_index()


def test_export_resamples_what_is_not_stored(root, tmp_path):
    got = report("export", "BTCUSDT", "--interval", "1h", "-o", tmp_path / "x.feather", "--root", root)
    assert (got["status"], got["rows"], got["resampled"]) == ("ok", 24, True)
    frame = pd.read_feather(tmp_path / "x.feather")
    pd.testing.assert_frame_equal(frame, resampled(root, "1h"), check_dtype=False, check_index_type=False, rtol=1e-12)


def test_mark_prices_are_resampled_too(root, tmp_path):
    marks = tmp_path / "BTC_USDT_USDT-1h-mark.feather"
    candles("export", "BTC/USDT:USDT", "--interval", "1h", "--output", marks, "--root", root)
    candles("import", marks, "--root", tmp_path / "data")
    shown = report("show", "BTC/USDT:USDT", "--mark", "--interval", "4h", "--root", tmp_path / "data")
    assert shown["resampled"] and shown["available"] == 25


def test_resample_takes_the_longest_interval_that_fits(root, tmp_path):
    root = shutil.copytree(root, tmp_path / "own")
    done = report("resample", "ETHUSDT", "--to", "15m", "--root", root)["series"][0]
    assert (done["from"], done["from_rows"], done["rows_stored"]) == ("5m", 288, 96)
    again = report("resample", "ETHUSDT", "--from", "1m", "--to", "15m", "--root", root)["series"][0]
    assert (again["from"], again["from_rows"], again["rows_stored"]) == ("1m", 1440, 96)


@pytest.mark.parametrize("command", [["list"], ["verify"], ["show", "BTCUSDT", "--interval", "1m"], ["resample", "BTCUSDT", "--to", "2h"]])
def test_every_report_says_its_status_first(root, command, tmp_path):
    root = shutil.copytree(root, tmp_path / "own")
    assert next(iter(report(*command, "--root", root).items())) == ("status", "ok")
