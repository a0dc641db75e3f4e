"""`orchestrator candles import` against pandas' reading of the same files."""

import io
import os
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from archive_server import HEADER, binance_csv, checksum_text, random_candles, zip_bytes
from store_command import COLUMNS, candles, is_stored, report, same, stored


def read_binance(text, microseconds=False):
    """pandas' reading of a Binance CSV."""
    has_header = text.startswith("open_time")
    frame = pd.read_csv(io.StringIO(text), header=0 if has_header else None, usecols=range(6), dtype=str)
    frame.columns = COLUMNS
    frame = frame.astype({"open_time": "int64", **dict.fromkeys(COLUMNS[1:], "float64")})
    if microseconds:
        frame["open_time"] //= 1000
    return frame


@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("microseconds", [False, True])
@pytest.mark.parametrize("zipped", [False, True])
def test_binance_files(tmp_path, header, microseconds, zipped):
    text = binance_csv(random_candles("2025-01-01", 3000), header=header, microseconds=microseconds)
    file = tmp_path / ("BTCUSDT-1m-2025-01.zip" if zipped else "BTCUSDT-1m-2025-01-01.csv")
    file.write_bytes(zip_bytes("BTCUSDT-1m-2025-01.csv", text) if zipped else text.encode())
    got = report("import", file, "--root", tmp_path / "data")
    assert (got["status"], got["rows_read"], got["series"][0]["rows_new"]) == ("ok", 3000, 3000)
    same(stored(tmp_path / "data", "spot", "BTCUSDT", "1m"), read_binance(text, microseconds))


def write_named(frame, file, kind):
    if kind == "csv":
        frame.to_csv(file, index=False)
    elif kind == "parquet":
        frame.to_parquet(file)
    else:
        frame.to_feather(file, compression=kind, compression_level=9 if kind == "zstd" else None)


@pytest.mark.parametrize("kind", ["lz4", "zstd", "uncompressed", "parquet", "csv"])
@pytest.mark.parametrize("time", ["date", "ms", "s", "iso"])
def test_named_columns(tmp_path, kind, time):
    frame = random_candles("2024-03-01", 2000, 300_000)
    written = frame.rename(columns={"open_time": "timestamp" if time == "s" else "date", "close": "Close", "volume": "VOLUME"})
    column = written.columns[0]
    if time == "date":
        written[column] = pd.to_datetime(written[column], unit="ms", utc=True).astype("datetime64[ns, UTC]")
    elif time == "s":
        written[column] //= 1000
    elif time == "iso":
        written[column] = pd.to_datetime(written[column], unit="ms", utc=True).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    written = written[["VOLUME", column, "low", "high", "open", "Close"]]
    extension = {"parquet": "parquet", "csv": "csv"}.get(kind, "feather")
    file = tmp_path / f"ETH_USDT-5m.{extension}"
    write_named(written, file, kind)
    got = report("import", file, "--root", tmp_path / "data")
    assert got["series"][0]["rows_new"] == 2000
    same(stored(tmp_path / "data", "spot", "ETHUSDT", "5m"), frame)


def test_csv_variants(tmp_path):
    frame = random_candles("2024-03-01", 50)
    text = "\ufeffTime;Open;High;Low;Close;Note\r\n" + "".join(
        f'{r.open_time};"{r.open}";{r.high}; {r.low} ;{r.close};"a; b"\r\n' for r in frame.itertuples()
    )
    (tmp_path / "prices.csv").write_text(text, encoding="utf-8", newline="")
    report("import", tmp_path / "prices.csv", "--symbol", "sol/usdt", "--interval", "1m", "--root", tmp_path / "data")
    same(stored(tmp_path / "data", "spot", "SOLUSDT", "1m"), frame.assign(volume=0.0))


def test_unsorted_rows_are_sorted_with_a_warning(tmp_path):
    frame = random_candles("2024-03-01", 500)
    frame.sample(frac=1, random_state=3).to_csv(tmp_path / "BTCUSDT-1m.csv", index=False)
    got = report("import", tmp_path / "BTCUSDT-1m.csv", "--root", tmp_path / "data")
    assert [w["code"] for w in got["series"][0]["warnings"]] == ["unsorted"]
    same(stored(tmp_path / "data", "spot", "BTCUSDT", "1m"), frame)


def test_markets_marks_and_funding_by_place(tmp_path):
    frame = random_candles("2024-01-01", 100)
    text = binance_csv(frame)
    funding = "calc_time,funding_interval_hours,last_funding_rate\n1704067200003,8,0.00037409\n1704096000000,8,-0.00010000\n"
    for place, content in {
        "data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip": text,
        "data/futures/um/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip": text,
        "data/futures/um/monthly/markPriceKlines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip": text,
        "data/futures/um/monthly/fundingRate/BTCUSDT/BTCUSDT-fundingRate-2024-01.zip": funding,
        "data/futures/cm/monthly/klines/BTCUSD_PERP/1m/BTCUSD_PERP-1m-2024-01.zip": text,
        "data/spot/monthly/aggTrades/BTCUSDT/BTCUSDT-aggTrades-2024-01.zip": "1,2,3\n",
    }.items():
        file = tmp_path / "archive" / place
        file.parent.mkdir(parents=True)
        data = zip_bytes(file.name.replace(".zip", ".csv"), content)
        file.write_bytes(data)
        file.with_name(file.name + ".CHECKSUM").write_text(checksum_text(data, file.name))
    root = tmp_path / "data"
    got = report("import", tmp_path / "archive", "--root", root, "--jobs", 3)
    assert {(s["market"], s["symbol"], s["kind"]) for s in got["series"]} == {
        ("spot", "BTCUSDT", "candles"),
        ("um", "BTCUSDT", "candles"),
        ("um", "BTCUSDT", "mark"),
        ("um", "BTCUSDT", "funding"),
        ("cm", "BTCUSD_PERP", "candles"),
    }
    assert len(got["skipped"]) == 1
    assert "aggTrades" in got["skipped"][0]["reason"]
    for market, symbol, name in (("spot", "BTCUSDT", "1m"), ("um", "BTCUSDT", "mark_1m"), ("cm", "BTCUSD_PERP", "1m")):
        same(stored(root, market, symbol, name), frame)
    rates = stored(root, "um", "BTCUSDT", "funding_rate")
    assert rates.to_numpy().tolist() == [[1704067200000, 0.00037409], [1704096000000, -0.0001]]


def test_a_wrong_checksum_names_both_sums_and_stores_nothing(tmp_path):
    name = "BTCUSDT-1m-2024-01.zip"
    data = zip_bytes("x.csv", binance_csv(random_candles("2024-01-01", 10)))
    (tmp_path / name).write_bytes(data)
    (tmp_path / f"{name}.CHECKSUM").write_text(checksum_text(b"other", name))
    got = report("import", tmp_path, "--root", tmp_path / "data", status=3)
    (failure,) = got["failures"]
    assert failure["code"] == "checksum_mismatch"
    for content in (data, b"other"):
        assert checksum_text(content, "").split()[0] in failure["message"]
    assert got["series"] == []
    assert not is_stored(tmp_path / "data", "spot", "BTCUSDT", "1m")


def test_damaged_files_leave_the_others_alone(tmp_path):
    frame = random_candles("2024-01-01", 100)
    folder = tmp_path / "in"
    folder.mkdir()
    good = binance_csv(frame)
    lines = good.splitlines()
    bad_files = {
        "BTCUSDT-1m-2024-02.zip": (zip_bytes("a.csv", good)[:-40], "bad_zip"),
        "BTCUSDT-1m-2024-03.csv": (("\n".join([*lines[:5], lines[5].replace(",", ",x", 1)])).encode(), "bad_row"),
        "BTCUSDT-1m-2024-04.csv": (b"", "empty_file"),
        "BTCUSDT-1m-2024-05.csv": ((HEADER + "\n").encode(), "empty_file"),
        "BTCUSDT-1m-2024-06.csv": ((lines[0] + "\n" + lines[0] + "\n").encode(), "duplicate_candle"),
        "BTCUSDT-1m-2024-07.csv": (b"1704067200000,5,4,3,5,1,0,0,0,0,0,0\n", "invalid_candle"),
        "BTCUSDT-1m-2024-08.csv": (b"1704067200001,5,5,5,5,1,0,0,0,0,0,0\n", "misaligned_candle"),
        "ETH_USDT-5m.feather": (b"ARROW1\0\0 and then nothing", "bad_feather"),
        "ETH_USDT-1h.parquet": (b"PAR1", "bad_parquet"),
        "prices.csv": (b"date,open,high,low,close\n2024-01-01,1,1,1,1\n", "unknown_series"),
    }
    for name, (content, _) in bad_files.items():
        (folder / name).write_bytes(content)
    (folder / "BTCUSDT-1m-2024-01.csv").write_text(good)
    (folder / "notes.csv").write_text("who,what\nme,this\n")
    (folder / "README.txt").write_text("hello")
    got = report("import", folder, "--root", tmp_path / "data", status=3)
    assert {Path(f["file"]).name: f["code"] for f in got["failures"]} == {name: code for name, (_, code) in bad_files.items()}
    assert {Path(s["file"]).name for s in got["skipped"]} == {"notes.csv", "README.txt"}
    same(stored(tmp_path / "data", "spot", "BTCUSDT", "1m"), frame)
    text, _ = candles("import", folder, "--root", tmp_path / "data", status=3)
    assert "10 FAILED" in text
    assert "line 6" in text


def test_reimport_reports_differing_rows_and_replaces_them_when_asked(tmp_path):
    frame = random_candles("2024-01-01", 200)
    file, root = tmp_path / "BTCUSDT-1m-2024-01.csv", tmp_path / "data"
    file.write_text(binance_csv(frame))
    report("import", file, "--root", root)
    changed = frame.copy()
    changed.loc[[50, 60], "volume"] += 1
    changed = pd.concat([changed, random_candles("2024-01-01T03:20", 5)])
    file.write_text(binance_csv(changed))
    (series,) = report("import", file, "--root", root)["series"]
    counts = {key: series[key] for key in ("rows_read", "rows_new", "rows_equal", "rows_different", "rows_stored", "replaced")}
    assert counts == {"rows_read": 205, "rows_new": 5, "rows_equal": 198, "rows_different": 2, "rows_stored": 205, "replaced": False}
    assert [d["time"] for d in series["differences"]] == ["2024-01-01T00:50:00Z", "2024-01-01T01:00:00Z"]
    assert series["differences"][0]["column"] == "volume"
    expected = changed.reset_index(drop=True)
    expected.loc[[50, 60], "volume"] = frame.loc[[50, 60], "volume"]
    same(stored(root, "spot", "BTCUSDT", "1m"), expected)
    (series,) = report("import", file, "--root", root, "--replace")["series"]
    assert (series["rows_different"], series["replaced"]) == (2, True)
    same(stored(root, "spot", "BTCUSDT", "1m"), changed)
    before = (root / "binance/spot/BTCUSDT/1m.arrow").stat().st_mtime_ns
    (series,) = report("import", file, "--root", root)["series"]
    assert (series["rows_equal"], series["written"]) == (205, False)
    assert (root / "binance/spot/BTCUSDT/1m.arrow").stat().st_mtime_ns == before


def test_overlapping_months_and_days(tmp_path):
    frame = random_candles("2024-01-01", 6000)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "BTCUSDT-1m-2024-01.csv").write_text(binance_csv(frame.iloc[:4000]))
    (folder / "BTCUSDT-1m-2024-01-02.csv").write_text(binance_csv(frame.iloc[1440:2880]))
    different = frame.iloc[3900:].copy()
    different.loc[3950, "close"] = different.loc[3950, "open"]
    (folder / "BTCUSDT-1m-2024-01-03.csv").write_text(binance_csv(different))
    reports = [report("import", folder, "--root", tmp_path / f"data{jobs}", "--jobs", jobs) for jobs in (1, 2, 8)]
    assert reports[0]["series"] == reports[1]["series"] == reports[2]["series"]
    (series,) = reports[0]["series"]
    assert (series["files"], series["rows_read"], series["rows_new"]) == (3, 7540, 6000)
    assert (series["rows_equal"], series["rows_different"]) == (1440 + 99, 1)
    same(stored(tmp_path / "data1", "spot", "BTCUSDT", "1m"), frame)


def test_a_zip_without_a_telling_name_holds_several_series(tmp_path):
    frame = random_candles("2024-01-01", 100)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("../../BTCUSDT-1m-2024-01.csv", binance_csv(frame))
        archive.writestr("deep/ETHUSDT-1h.csv", random_candles("2024-01-01", 10, 3_600_000).to_csv(index=False))
        archive.writestr("deep/readme.txt", "no")
        archive.mkdir("empty")
    got = report("import", tmp_path / "all.zip", "--root", tmp_path / "data")
    assert [(s["symbol"], s["interval"], s["rows_new"]) for s in got["series"]] == [("BTCUSDT", "1m", 100), ("ETHUSDT", "1h", 10)]
    same(stored(tmp_path / "data", "spot", "BTCUSDT", "1m"), frame)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.zip", "data"]


def test_symbol_and_interval_choose_in_folders(tmp_path):
    for symbol in ("BTCUSDT", "ETHUSDT"):
        for interval, length in (("1m", 60_000), ("1h", 3_600_000)):
            random_candles("2024-01-01", 10, length).to_csv(tmp_path / f"{symbol}-{interval}.csv", index=False)
    got = report("import", tmp_path, "--symbol", "ETH/USDT", "--interval", "1h", "--root", tmp_path / "data")
    assert [(s["symbol"], s["interval"]) for s in got["series"]] == [("ETHUSDT", "1h")]
    assert len(got["skipped"]) == 3


def test_named_inputs_that_are_nothing_are_errors(tmp_path):
    (tmp_path / "notes.csv").write_text("who,what\nme,this\n")
    assert report("import", tmp_path / "notes.csv", "--root", tmp_path / "d", status=3)["failures"][0]["code"] == "not_candles"
    (tmp_path / "a.txt").write_text("x")
    assert report("import", tmp_path / "a.txt", "--root", tmp_path / "d", status=3)["failures"][0]["code"] == "not_candles"
    assert report("import", tmp_path / "nowhere", "--root", tmp_path / "d", status=3)["error"]["code"] == "file_not_found"


def test_folders_without_candles_are_errors(tmp_path):
    (tmp_path / "wrong").mkdir()
    got = report("import", tmp_path / "wrong", "--root", tmp_path / "d", status=3)
    assert (got["status"], got["failures"][0]["code"]) == ("failed", "nothing_to_import")
    (tmp_path / "wrong" / "notes.txt").write_text("x")
    got = report("import", tmp_path / "wrong", "--root", tmp_path / "d", status=3)
    assert [s["file"] for s in got["skipped"]] == [str(tmp_path / "wrong" / "notes.txt")]


def test_a_damaged_stored_series_is_named_once(tmp_path):
    random_candles("2024-01-01", 10).to_csv(tmp_path / "BTCUSDT-1m.csv", index=False)
    stored_file = tmp_path / "d/binance/spot/BTCUSDT/1m.arrow"
    stored_file.parent.mkdir(parents=True)
    stored_file.write_bytes(b"")
    text, _ = candles("import", tmp_path / "BTCUSDT-1m.csv", "--root", tmp_path / "d", status=3)
    assert text.count(str(stored_file)) == 1 and "the file is empty" in text


def test_quiet_says_nothing_and_the_table_says_it_all(tmp_path):
    random_candles("2024-01-01", 10).to_csv(tmp_path / "BTCUSDT-1m.csv", index=False)
    assert candles("import", tmp_path / "BTCUSDT-1m.csv", "--root", tmp_path / "d", "--quiet") == ("", "")
    text, errors = candles("import", tmp_path / "BTCUSDT-1m.csv", "--root", tmp_path / "d")
    assert "BTCUSDT" in text
    assert "10 rows from 1 file into 1 series" in text
    assert errors == ""


REAL = os.environ.get("ORCHESTRATOR_REAL_DATA")


@pytest.mark.skipif(not REAL, reason="ORCHESTRATOR_REAL_DATA is not set: no real candles to import")
def test_real_candles_equal_pandas_reading(tmp_path):
    files = sorted(Path(REAL).rglob("*.feather"))
    assert files, f"no feather files in {REAL}"
    got = report("import", REAL, "--root", tmp_path)
    assert got["status"] == "ok"
    assert sum(s["rows_read"] for s in got["series"]) == sum(len(pd.read_feather(file)) for file in files)
    for file in files:
        expected = pd.read_feather(file)
        pair, interval, *kind = file.stem.split("-")
        parts = pair.split("_")
        market = "spot" if len(parts) == 2 else "um"
        name = {"mark": f"mark_{interval}", "funding_rate": "funding_rate"}.get("".join(kind), interval)
        actual = stored(tmp_path, market, "".join(parts[:2]), name)
        times = expected["date"].astype("datetime64[ms, UTC]").astype("int64")
        if name == "funding_rate":
            wanted = pd.DataFrame({"time": times // 60_000 * 60_000, "rate": expected["open"]})
        else:
            wanted = expected.rename(columns={"date": "open_time"}).assign(open_time=times).fillna({"volume": 0.0})
        same(actual, wanted)
