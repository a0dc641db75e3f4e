"""The candle store and other programs: pandas and pyarrow read its files as they lie, and what is exported reads back equal."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
ROWS = 1003  # no multiple of 8: the columns need padding
COLUMNS = ["open_time", "open", "high", "low", "close", "volume"]


def candles(root, *arguments, status=0):
    """Runs `orchestrator candles …`; returns its stdout."""
    done = subprocess.run(
        [BINARY, "candles", *map(str, arguments), "--root", str(root)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr + done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    candles(folder, "generate", "--symbols", "BTC/USDT,ETHUSDT", "--rows", ROWS, "--seed", 7, "--quiet")
    candles(folder, "generate", "--symbols", "BTCUSDT", "--rows", ROWS, "--seed", 7, "--market", "um", "--interval", "1h", "--quiet")
    return folder


def stored(root):
    return root / "binance/spot/BTCUSDT/1m.arrow"


def expected_frame(root):
    return pd.read_feather(stored(root))


def test_pandas_reads_a_series_with_the_right_types(root):
    frame = pd.read_feather(stored(root))
    assert list(frame.columns) == COLUMNS
    assert str(frame["open_time"].dtype) == "datetime64[ms, UTC]"
    assert all(frame[name].dtype == np.float64 for name in COLUMNS[1:])
    assert len(frame) == ROWS
    assert frame["open_time"].iloc[0] == pd.Timestamp("2024-01-01", tz="UTC")
    assert (frame["open_time"].diff().dropna() == pd.Timedelta(minutes=1)).all()
    assert (frame["low"] <= frame[["open", "close"]].min(axis=1)).all()
    assert (frame["high"] >= frame[["open", "close"]].max(axis=1)).all()


def test_one_uncompressed_batch_in_the_mapping_aligned_by_64_bytes(root):
    with pa.memory_map(str(stored(root))) as source:
        start = pa.py_buffer(source.read_buffer()).address
        source.seek(0)
        size = source.size()
        reader = pa.ipc.open_file(source)
        assert reader.num_record_batches == 1
        batch = reader.get_batch(0)
        for column in batch.columns:
            validity, values = column.buffers()
            assert validity is None
            assert start <= values.address < start + size, "a column was copied: the file is compressed"
            assert (values.address - start) % 64 == 0


def test_schema_and_metadata(root):
    schema = pa.ipc.open_file(stored(root)).schema
    assert schema.field("open_time").type == pa.timestamp("ms", tz="UTC")
    metadata = {key.decode(): value.decode() for key, value in schema.metadata.items()}
    assert metadata["symbol"] == "BTCUSDT"
    assert metadata["exchange"] == "binance"
    assert metadata["market"] == "spot"
    assert metadata["interval"] == "1m"
    assert metadata["source.generated"].startswith("seed 7")


def test_funding_file(root):
    frame = pd.read_feather(root / "binance/um/BTCUSDT/funding_rate.arrow")
    assert list(frame.columns) == ["time", "rate"]
    assert str(frame["time"].dtype) == "datetime64[ms, UTC]"
    assert (frame["time"].diff().dropna() == pd.Timedelta(hours=8)).all()


def test_a_series_written_by_pyarrow_is_read(root, tmp_path):
    frame = expected_frame(root)
    schema = pa.schema([("open_time", pa.timestamp("ms", tz="UTC")), *[(name, pa.float64()) for name in COLUMNS[1:]]])
    table = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
    target = tmp_path / "binance/spot/BTCUSDT/1m.arrow"
    target.parent.mkdir(parents=True)
    with pa.ipc.new_file(target, schema) as writer:
        writer.write_table(table)
    assert json.loads(candles(tmp_path, "verify", "--json"))["ok"]
    shown = json.loads(candles(tmp_path, "show", "BTCUSDT", "--interval", "1m", "--limit", 0, "--json"))
    assert [row[1:] for row in shown["rows"]] == frame[COLUMNS[1:]].to_numpy().tolist()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.feather", "out.arrow"])
def test_exports_read_back_equal(root, tmp_path, name):
    output = tmp_path / name
    candles(root, "export", "BTC/USDT", "--interval", "1m", "--output", output, "--quiet")
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet, "feather": pd.read_feather, "arrow": pd.read_feather}
    frame = read[output.suffix[1:]](output)
    if output.suffix == ".csv":
        frame["open_time"] = pd.to_datetime(frame["open_time"], unit="ms", utc=True).astype("datetime64[ms, UTC]")
    pd.testing.assert_frame_equal(frame, expected_frame(root), check_exact=True)


def test_export_of_a_range_with_iso_times(root, tmp_path):
    output = tmp_path / "some.txt"
    since, until = "2024-01-01T00:10", "2024-01-01T00:20"
    shape = ["--format", "csv", "--iso-time", "--since", since, "--until", until]
    candles(root, "export", "BTCUSDT", "--interval", "1m", *shape, "--output", output)
    frame = pd.read_csv(output, parse_dates=["open_time"])
    expected = expected_frame(root).iloc[10:20].reset_index(drop=True)
    assert (frame["open_time"] == expected["open_time"]).all()
    assert (frame["close"] == expected["close"]).all()


def test_resampling_agrees_with_pandas(root, tmp_path):
    target = tmp_path / "copy/binance/spot/BTCUSDT"
    target.mkdir(parents=True)
    (target / "1m.arrow").write_bytes(stored(root).read_bytes())
    candles(tmp_path / "copy", "resample", "BTCUSDT", "--from", "1m", "--to", "15m", "--quiet")
    rules = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    expected = expected_frame(root).set_index("open_time").resample("15min").agg(rules)
    expected = expected.iloc[: ROWS // 15]  # the last bucket is not complete and is left out
    frame = pd.read_feather(target / "15m.arrow").set_index("open_time")
    pd.testing.assert_frame_equal(frame.drop(columns="volume"), expected.drop(columns="volume"), check_freq=False, check_exact=True)
    np.testing.assert_allclose(frame["volume"], expected["volume"], rtol=1e-12)


def test_same_seed_same_bytes_and_other_symbols_do_not_matter(root, tmp_path):
    candles(tmp_path, "generate", "--symbols", "BTCUSDT", "--rows", ROWS, "--seed", 7, "--quiet")
    assert stored(tmp_path).read_bytes() == stored(root).read_bytes()


def test_generating_other_candles_over_stored_ones_is_refused(tmp_path):
    candles(tmp_path, "generate", "--symbols", 1, "--rows", 100, "--quiet")
    candles(tmp_path, "generate", "--symbols", 1, "--rows", 150, "--quiet")  # the same seed continues
    failed = json.loads(candles(tmp_path, "generate", "--symbols", 1, "--rows", 100, "--seed", 1, "--quiet", status=3))
    assert failed["error"]["code"] == "series_differs"
    candles(tmp_path, "generate", "--symbols", 1, "--rows", 100, "--seed", 1, "--replace", "--quiet")
    assert len(expected_frame(tmp_path)) == 100


def broken_series(folder):
    """One series with every problem that verify knows, one damaged file and one sound series."""
    start, minute = 1704067200000, 60000
    rows = [[start + i * minute, 10.0, 12.0, 9.0, 11.0, 5.0] for i in range(40)]
    rows[3][2] = 1.0  # high below the others
    rows[4][4] = float("nan")
    rows[7][5] = -1.0
    rows[10][0] += 1  # misaligned
    rows[20][0] = rows[19][0]  # duplicate
    rows[25][0] -= 10 * minute  # unsorted
    del rows[30:33]  # a gap
    arrays = [pa.array([row[0] for row in rows], pa.timestamp("ms", tz="UTC"))]
    arrays += [pa.array([row[c] for row in rows], pa.float64()) for c in range(1, 6)]
    batch = pa.record_batch(arrays, names=COLUMNS)
    target = folder / "binance/spot/BADUSDT/1m.arrow"
    target.parent.mkdir(parents=True)
    with pa.ipc.new_file(target, batch.schema) as writer:
        writer.write_batch(batch)
    damaged = folder / "binance/spot/CUTUSDT/1m.arrow"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(target.read_bytes()[:700])


def test_verify_reports_every_problem(tmp_path):
    broken_series(tmp_path)
    candles(tmp_path, "generate", "--symbols", "BTCUSDT", "--rows", 50, "--quiet")
    report = json.loads(candles(tmp_path, "verify", "--json", status=3))
    series = {entry["symbol"]: entry for entry in report["series"]}
    assert not report["ok"]
    assert series["BTCUSDT"]["ok"] and series["BTCUSDT"]["problems"] == []
    counts = {problem["code"]: problem["count"] for problem in series["BADUSDT"]["problems"]}
    # Row 20 repeats row 19, so row 21 comes after a hole; row 25 lies before row 24, so row 26 does too; rows 30 to 32 were deleted.
    assert counts == {"invalid_candle": 3, "duplicate_candle": 1, "unsorted_candles": 1, "misaligned_candle": 1, "gap": 3}
    places = {problem["code"]: [place["row"] for place in problem["places"]] for problem in series["BADUSDT"]["problems"]}
    assert places["invalid_candle"] == [3, 4, 7]
    assert places["misaligned_candle"] == [10]
    assert places["gap"] == [21, 26, 30]
    assert [problem["code"] for problem in series["CUTUSDT"]["problems"]] == ["damaged_series"]
    text = candles(tmp_path, "verify", status=3)
    assert "CUTUSDT" in text and "truncated" in text


def test_gaps_alone_are_no_error(root, tmp_path):
    with pa.memory_map(str(stored(root))) as source:
        table = pa.ipc.open_file(source).read_all().replace_schema_metadata(None)
    holed = pa.concat_tables([table.slice(0, 10), table.slice(15)]).combine_chunks()
    target = tmp_path / "binance/spot/BTCUSDT/1m.arrow"
    target.parent.mkdir(parents=True)
    with pa.ipc.new_file(target, holed.schema) as writer:
        writer.write_table(holed)
    report = json.loads(candles(tmp_path, "verify", "BTC/USDT", "--json"))
    assert report["ok"]
    assert [(problem["code"], problem["count"]) for problem in report["series"][0]["problems"]] == [("gap", 1)]
    listed = json.loads(candles(tmp_path, "list", "--json"))["series"][0]
    assert (listed["rows"], listed["gaps"], listed["missing_bars"]) == (ROWS - 5, 1, 5)


def test_list_and_show(root):
    listed = json.loads(candles(root, "list", "--json"))["series"]
    assert [(entry["market"], entry["symbol"], entry["kind"]) for entry in listed] == [
        ("spot", "BTCUSDT", "candles"),
        ("spot", "ETHUSDT", "candles"),
        ("um", "BTCUSDT", "candles"),
        ("um", "BTCUSDT", "funding"),
    ]
    assert listed[0]["rows"] == ROWS
    shown = json.loads(candles(root, "show", "BTC/USDT:USDT", "--interval", "4h", "--limit", 3, "--json"))
    assert shown["market"] == "um" and shown["resampled"] and len(shown["rows"]) == 3
    table = candles(root, "show", "ETH/USDT", "--interval", "1m", "--since", "2024-01-01T01:00", "--limit", 2)
    assert "2024-01-01 01:00" in table and "2024-01-01 01:01" in table and "2024-01-01 01:02" not in table


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["show", "BTCUSDT", "--interval", "2m"], 2, "bad_interval"),
        (["show", "BTC USDT", "--interval", "1m"], 2, "bad_symbol"),
        (["show", "XYZUSDT", "--interval", "1m"], 3, "series_not_found"),
        (["show", "BTCUSDT", "--interval", "1m", "--since", "yesterday"], 2, "bad_time"),
        (["show", "BTCUSDT"], 2, "missing_option"),
        (["export", "BTCUSDT", "--interval", "1m", "--output", "x.xyz"], 2, "bad_format"),
        (["export", "BTCUSDT", "--interval", "1m", "--output", "/nonexistent/x.csv"], 3, "write_failed"),
        (["resample", "BTCUSDT", "--from", "1m", "--to", "1m"], 2, "bad_interval"),
        (["verify", "XYZUSDT"], 3, "series_not_found"),
        (["list", "--exchange", "../etc"], 0, None),
        (["show", "BTCUSDT", "--interval", "1m", "--exchange", "../etc"], 2, "bad_exchange"),
        (["generate", "--symbols", "0"], 2, "bad_symbols"),
    ],
)
def test_what_cannot_be_done_is_said(root, arguments, status, code):
    out = candles(root, *arguments, status=status)
    if code:
        assert json.loads(out)["error"]["code"] == code
