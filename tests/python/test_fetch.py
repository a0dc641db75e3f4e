"""`orchestrator candles fetch` against a local server that serves the archive's layout and misbehaves on request."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import time

import pandas as pd
import pytest
from archive_server import random_candles
from store_command import BINARY, candles, is_stored, report, same, stored

SPOT = "data/spot/monthly/klines/BTCUSDT/1h/BTCUSDT-1h-{}.zip"
HOUR_MS = 3_600_000
FAST = ("--retry-delay", "0.01", "--jobs", "3")


def hours(first, rows, seed=1):
    return random_candles(first, rows, HOUR_MS, seed)


def between(frame, since, until):
    bounds = [pd.Timestamp(t, tz="UTC").value // 1_000_000 for t in (since, until)]
    return frame[(frame["open_time"] >= bounds[0]) & (frame["open_time"] < bounds[1])]


@pytest.fixture
def year(archive):
    """January to April 2024 as months, then some days of May; 1h candles of BTCUSDT."""
    frame = hours("2024-01-01", 24 * (31 + 29 + 31 + 30 + 4))
    for month in ("2024-01", "2024-02", "2024-03", "2024-04"):
        archive.add_klines("spot", "BTCUSDT", "1h", month, of_period(frame, month), interval_ms=HOUR_MS)
    for day in range(1, 5):
        period = f"2024-05-{day:02}"
        archive.add_klines("spot", "BTCUSDT", "1h", period, of_period(frame, period), interval_ms=HOUR_MS)
    return frame


def of_period(frame, period):
    return frame[pd.to_datetime(frame["open_time"], unit="ms").dt.strftime("%Y-%m-%d").str.startswith(period)]


def fetch(archive, tmp_path, since, until, *more, symbols=("BTCUSDT",), interval="1h", status=0):
    """A fetch of `symbols` into tmp_path/data; its report."""
    return report(
        "fetch", *symbols, "--interval", interval, "--since", since, "--until", until, "--base-url", archive.url, *FAST, *more,
        "--root", tmp_path / "data", status=status,
    )  # fmt: skip


def btc(tmp_path):
    return stored(tmp_path / "data", "spot", "BTCUSDT", "1h")


def test_months_then_days(archive, year, tmp_path):
    got = fetch(archive, tmp_path, "2024-01-01", "2024-05-05")
    assert (got["status"], got["missing"], got["failures"]) == ("ok", [], [])
    assert got["download"]["files"] == 8
    assert got["download"]["unverified"] == []
    same(btc(tmp_path), year)
    assert archive.count(SPOT.format("2024-05"), 404) == 1


def test_only_the_range_is_stored(archive, year, tmp_path):
    fetch(archive, tmp_path, "2024-02-10T06:00Z", "2024-03-02", symbols=["BTC/USDT"])
    same(btc(tmp_path), between(year, "2024-02-10T06:00", "2024-03-02"))
    assert {path for path, _, _ in archive.requests} == {SPOT.format(m) + s for m in ("2024-02", "2024-03") for s in ("", ".CHECKSUM")}


def test_a_second_fetch_downloads_nothing(archive, year, tmp_path):
    fetch(archive, tmp_path, "2024-01-01", "2024-03-01")
    before = len(archive.requests)
    got = fetch(archive, tmp_path, "2024-01-01", "2024-03-01")
    assert (got["download"]["files"], got["download"]["cached"], len(archive.requests)) == (0, 2, before)
    assert got["series"][0]["rows_equal"] == 24 * 60
    assert not got["series"][0]["written"]
    # A cached file that was damaged since is downloaded again.
    (cached,) = (tmp_path / "data").rglob("BTCUSDT-1h-2024-01.zip")
    cached.write_bytes(cached.read_bytes()[:-1])
    got = fetch(archive, tmp_path, "2024-01-01", "2024-03-01")
    assert (got["status"], got["download"]["files"], got["download"]["cached"]) == ("ok", 1, 1)


def test_a_missing_month_is_fetched_by_days_and_gaps_are_reported(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    del archive.files[path]
    for day in range(1, 30):
        if day not in (10, 11, 20):
            period = f"2024-02-{day:02}"
            archive.add_klines("spot", "BTCUSDT", "1h", period, of_period(year, period), interval_ms=HOUR_MS)
    got = fetch(archive, tmp_path, "2024-01-01", "2024-04-01")
    assert [(m["first"], m["last"]) for m in got["missing"]] == [("2024-02-10", "2024-02-11"), ("2024-02-20", "2024-02-20")]
    assert (got["status"], got["download"]["files"]) == ("ok", 2 + 26)
    expected = between(year, "2024-01-01", "2024-04-01")
    gone = pd.to_datetime(expected["open_time"], unit="ms").dt.strftime("%Y-%m-%d").isin(["2024-02-10", "2024-02-11", "2024-02-20"])
    same(btc(tmp_path), expected[~gone])
    text, _ = candles("fetch", "BTCUSDT", "--interval", "1h", "--since", "2024-01-01", "--until", "2024-04-01", "--base-url", archive.url,
                      "--root", tmp_path / "data")  # fmt: skip
    assert "gap: BTCUSDT 1h 2024-02-10 to 2024-02-11: not in the archive" in text


def test_a_wrong_checksum_fails_that_file_only(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.files[path + ".CHECKSUM"] = archive.files[SPOT.format("2024-01") + ".CHECKSUM"]
    got = fetch(archive, tmp_path, "2024-01-01", "2024-04-01", status=3)
    (failure,) = got["failures"]
    assert (failure["code"], failure["file"]) == ("checksum_mismatch", f"{archive.url}/{path}")
    assert hashlib.sha256(archive.files[path]).hexdigest() in failure["message"]
    assert archive.files[path + ".CHECKSUM"].decode().split()[0] in failure["message"]
    assert not list((tmp_path / "data").rglob("*2024-02*"))
    same(btc(tmp_path), pd.concat([between(year, "2024-01-01", "2024-02-01"), between(year, "2024-03-01", "2024-04-01")]))


def test_a_truncated_zip_with_its_own_checksum_is_an_error(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.files[path] = archive.files[path][:-100]
    archive.files[path + ".CHECKSUM"] = f"{hashlib.sha256(archive.files[path]).hexdigest()}  x.zip\n".encode()
    got = fetch(archive, tmp_path, "2024-02-01", "2024-04-01", status=3)
    assert [f["code"] for f in got["failures"]] == ["bad_zip"]
    same(btc(tmp_path), between(year, "2024-03-01", "2024-04-01"))


def test_a_dropped_connection_is_continued_where_it_broke(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [("drop", 5000), ("drop", 3000)]
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert (got["status"], got["download"]["retries"], got["download"]["resumed"]) == ("ok", 2, 2)
    assert [header for asked, header, _ in archive.requests if asked == path] == [None, "bytes=5000-", "bytes=8000-"]
    assert archive.count(path, 206, ranged=True) == 2
    assert got["download"]["bytes"] == len(archive.files[path]) + len(archive.files[path + ".CHECKSUM"])
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_an_interrupted_download_is_continued_by_the_next_command(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [("drop", 4000)]
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01", "--retries", 0, status=3)
    assert [f["code"] for f in got["failures"]] == ["download_failed"]
    assert not is_stored(tmp_path / "data", "spot", "BTCUSDT", "1h")
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert got["download"]["resumed"] == 1
    assert archive.requests[1][1] == "bytes=4000-"
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_a_part_of_another_version_is_thrown_away(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    part = tmp_path / "cache" / (path + ".part")
    for content in (b"x" * 1000, b"x" * (len(archive.files[path]) + 7)):  # shorter and longer than the file
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01", "--cache", tmp_path / "cache")
        assert got["status"] == "ok"
        assert sorted(p.name for p in part.parent.iterdir()) == ["BTCUSDT-1h-2024-02.zip", "BTCUSDT-1h-2024-02.zip.CHECKSUM"]
        same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))
        for file in part.parent.iterdir():
            file.unlink()


def test_a_server_without_ranges_sends_it_all_again(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [("drop", 5000), "no-range"]
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert (got["status"], got["download"]["resumed"], got["download"]["retries"]) == ("ok", 0, 1)
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_a_slow_connection_is_broken_off_and_continued(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [("drip", 6000, 60)]
    started = time.monotonic()
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01", "--low-speed-limit", 1000, "--low-speed-time", 1)
    assert time.monotonic() - started < 30  # the server would have stayed silent for 60 s
    assert (got["status"], got["download"]["retries"], got["download"]["resumed"]) == ("ok", 1, 1)
    assert archive.count(path, 206, ranged=True) == 1
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_server_errors_are_tried_again(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [500, 503]
    archive.faults[path + ".CHECKSUM"] = [429]
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert (got["status"], got["download"]["retries"]) == ("ok", 3)
    assert [archive.count(path, status) for status in (500, 503, 200)] == [1, 1, 1]
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_server_errors_without_end_are_a_failure(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [500] * 10
    got = fetch(archive, tmp_path, "2024-01-01", "2024-03-01", "--retries", 2, status=3)
    (failure,) = got["failures"]
    assert (failure["code"], archive.count(path, 500)) == ("download_failed", 3)
    assert "HTTP status 500 (3 attempts)" in failure["message"]
    same(btc(tmp_path), between(year, "2024-01-01", "2024-02-01"))


def test_refusals_are_not_tried_again(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [403] * 10
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01", status=3)
    assert [f["code"] for f in got["failures"]] == ["download_failed"]
    assert archive.count(path, 403) == 1


def test_a_file_without_checksum_is_taken_and_mentioned(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    del archive.files[path + ".CHECKSUM"]
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert got["download"]["unverified"] == [f"{archive.url}/{path}"]
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))


def test_perpetuals_with_funding_and_mark_prices(archive, tmp_path):
    frame = hours("2024-01-01", 24 * 31)
    mark = hours("2024-01-01", 24 * 31, seed=2)
    archive.add_klines("um", "BTCUSDT", "1h", "2024-01", frame, interval_ms=HOUR_MS, header=True)
    archive.add_klines("um", "BTCUSDT", "1h", "2024-01", mark, kind="markPriceKlines", interval_ms=HOUR_MS, header=True)
    times = [1704067200000 + i * 8 * HOUR_MS for i in range(93)]
    rows = "".join(f"{t + i % 5},8,{i * 1e-6 - 2e-5:.8f}\n" for i, t in enumerate(times))
    name = "BTCUSDT-fundingRate-2024-01.zip"
    archive.add_zip(f"data/futures/um/monthly/fundingRate/BTCUSDT/{name}", "calc_time,funding_interval_hours,last_funding_rate\n" + rows)
    got = fetch(archive, tmp_path, "2024-01-01", "2024-02-01", "--funding", "--mark", symbols=["BTC/USDT:USDT"])
    assert (got["status"], got["missing"]) == ("ok", [])
    same(stored(tmp_path / "data", "um", "BTCUSDT", "1h"), frame)
    same(stored(tmp_path / "data", "um", "BTCUSDT", "mark_1h"), mark)
    rates = pd.DataFrame({"time": times, "rate": [float(f"{i * 1e-6 - 2e-5:.8f}") for i in range(93)]})
    same(stored(tmp_path / "data", "um", "BTCUSDT", "funding_rate"), rates)


def test_coin_margined_perpetuals_and_a_missing_funding_month(archive, tmp_path):
    frame = hours("2024-01-01", 24 * 31)
    archive.add_klines("cm", "BTCUSD_PERP", "1h", "2024-01", frame, interval_ms=HOUR_MS)
    got = fetch(archive, tmp_path, "2024-01-01", "2024-02-01", "--funding", symbols=["BTC/USD:BTC"])
    assert [(m["kind"], m["first"]) for m in got["missing"]] == [("funding", "2024-01")]
    same(stored(tmp_path / "data", "cm", "BTCUSD_PERP", "1h"), frame)


def test_several_symbols(archive, tmp_path):
    frames = {symbol: hours("2024-01-01", 24 * 31, seed) for seed, symbol in enumerate(("BTCUSDT", "ETHUSDT", "SOLUSDT"))}
    for symbol, frame in frames.items():
        archive.add_klines("spot", symbol, "1h", "2024-01", frame, interval_ms=HOUR_MS)
    fetch(archive, tmp_path, "2024-01-01", "2024-02-01", symbols=list(frames))
    for symbol, frame in frames.items():
        same(stored(tmp_path / "data", "spot", symbol, "1h"), frame)


def test_nothing_found_is_a_data_error(archive, tmp_path):
    got = fetch(archive, tmp_path, "2024-01-01", "2024-02-01", symbols=["NOSUCHUSDT"], status=3)
    assert got["error"]["code"] == "nothing_found"


def test_an_unreachable_server_is_said_once_and_soon(tmp_path):
    """Nobody listens on the port that was just closed; the first file's attempts are enough for all of them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    options = ("--base-url", url, "--retries", 1, "--retry-delay", 0.01, "--root", tmp_path)
    got = report("fetch", "BTCUSDT", "--since", "2020-01-01", "--until", "2024-01-01", *options, status=3)
    assert {f["code"] for f in got["failures"]} == {"server_unreachable"}
    assert len(got["failures"]) == 48


def test_wrong_options_are_configuration_errors(tmp_path):
    for options, code in {
        ("BTCUSDT", "--since", "2024-01-01", "--funding"): "no_funding_on_spot",
        ("BTCUSDT", "--since", "2024-01-01", "--interval", "7m"): "bad_interval",
        ("BTCUSDT", "--since", "soon"): "bad_time",
        ("BTC USDT", "--since", "2024-01-01"): "bad_symbol",
        ("BTCUSDT", "--since", "2024-02-01", "--until", "2024-01-01"): "empty_range",
    }.items():
        assert report("fetch", *options, "--root", tmp_path, status=2)["error"]["code"] == code


def test_ctrl_c_ends_cleanly_and_the_next_fetch_goes_on(archive, year, tmp_path):
    path = SPOT.format("2024-02")
    archive.faults[path] = [("drip", 6000, 60)]
    command = [BINARY, "candles", "fetch", "BTCUSDT", "--interval", "1h", "--since", "2024-02-01", "--until", "2024-03-01", "--base-url",
               archive.url, "--root", str(tmp_path / "data"), "--json"]  # fmt: skip
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    part = tmp_path / "data" / ".cache" / (path + ".part")
    deadline = time.monotonic() + 30
    while not (part.exists() and part.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.01)  # until the download has begun
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert json.loads(output)["error"]["code"] == "interrupted"
    got = fetch(archive, tmp_path, "2024-02-01", "2024-03-01")
    assert got["download"]["resumed"] == 1
    same(btc(tmp_path), between(year, "2024-02-01", "2024-03-01"))
