"""Stored candles in Python: views of the mapped file, in every kind of frame."""

import datetime
import gc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from store_command import candles as command

import strategyOrchestrator as so
from strategyOrchestrator.repository.candleRepository.CandleRepository import CandleRepository

PRICES = ["open", "high", "low", "close", "volume"]
HOUR_MS = 3_600_000


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    command("generate", "--symbols", "BTCUSDT,ETHUSDT", "--interval", "1m", "--days", "3", "--seed", "1", "--root", folder, "--quiet")
    command("generate", "--symbols", "SOLUSDT", "--interval", "1h", "--days", "3", "--market", "um", "--root", folder, "--quiet")
    return folder


@pytest.fixture(scope="module")
def stored(root):
    """The file as pandas reads it."""
    return pd.read_feather(root / "binance/spot/BTCUSDT/1m.arrow")


def failure(*arguments, **keywords):
    with pytest.raises(so.BacktestError) as caught:
        so.candles(*arguments, **keywords)
    return caught.value


def mappings(file):
    """Address ranges of this process that show the file."""
    lines = [line.split() for line in Path("/proc/self/maps").read_text().splitlines()]
    ranges = [line[0].split("-") for line in lines if len(line) > 5 and line[5] == str(file)]
    return [(int(begin, 16), int(end, 16)) for begin, end in ranges]


def lies_in(array, ranges):
    first, last = np.lib.array_utils.byte_bounds(array)
    return any(begin <= first and last <= end for begin, end in ranges)


def arrays_of(made):
    """The memory behind a frame, column by column, without a copy."""
    if isinstance(made, dict):
        return dict(made)
    if isinstance(made, pd.DataFrame):
        return {"open_time": made.index.asi8, **{name: made[name].to_numpy() for name in PRICES}}
    if hasattr(made, "get_columns"):  # polars
        return {column.name: column.to_physical().to_numpy(allow_copy=False) for column in made.get_columns()}
    return {
        name: np.frombuffer(made[name].chunk(0).buffers()[1], dtype="int64" if name == "open_time" else "float64")
        for name in made.column_names
    }


# ------------------------------------------------------------------ values


def test_pandas_has_what_is_stored(root, stored):
    frame = so.candles("BTCUSDT", "1m", root=root)
    assert str(frame.index.dtype) == "datetime64[ms, UTC]" and frame.index.name == "open_time"
    assert list(frame.columns) == PRICES
    pd.testing.assert_frame_equal(frame.reset_index(), stored, check_exact=True, check_dtype=False)


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "numpy"])
def test_all_kinds_have_the_same_values(root, stored, kind):
    arrays = arrays_of(so.candles("BTCUSDT", "1m", root=root, as_=kind))
    assert list(arrays) == ["open_time", *PRICES]
    assert arrays["open_time"].dtype == np.int64
    assert arrays["open_time"].tolist() == stored["open_time"].astype("datetime64[ms, UTC]").astype("int64").tolist()
    for name in PRICES:
        np.testing.assert_array_equal(arrays[name], stored[name])


def test_types_of_arrow_and_polars(root):
    table = so.candles("BTCUSDT", "1m", root=root, as_="arrow")
    assert [str(kind) for kind in table.schema.types] == ["timestamp[ms, tz=UTC]", *["double"] * 5]
    frame = so.candles("BTCUSDT", "1m", root=root, as_="polars")
    assert str(frame.schema["open_time"]) == "Datetime(time_unit='ms', time_zone='UTC')"


# ------------------------------------------------------------------ memory


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "numpy"])
def test_nothing_is_copied(root, kind):
    """Every column lies inside the mapping of its file, read only."""
    made = so.candles("BTCUSDT", "1m", root=root, as_=kind)
    ranges = mappings(root / "binance/spot/BTCUSDT/1m.arrow")
    assert ranges
    for name, array in arrays_of(made).items():
        assert lies_in(array, ranges), name
        assert not array.flags.writeable, name


@pytest.mark.parametrize("kind", ["pandas", "numpy"])
def test_ranges_and_reversed_candles_are_views_too(root, kind):
    made = so.candles("BTCUSDT", "1m", root=root, as_=kind, start="2024-01-02", end="2024-01-03", limit=500, newest_first=True)
    for name, array in arrays_of(made).items():
        assert len(array) == 500 and lies_in(array, mappings(root / "binance/spot/BTCUSDT/1m.arrow")), name


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "numpy"])
def test_the_memory_lives_as_long_as_one_column(tmp_path, kind):
    """Everything else is gone, the file too."""
    command("generate", "--symbols", "BTCUSDT", "--interval", "1m", "--days", "2", "--seed", "3", "--root", tmp_path, "--quiet")
    file = tmp_path / "binance/spot/BTCUSDT/1m.arrow"
    expected = pd.read_feather(file)["close"].tolist()
    made = so.candles("BTCUSDT", "1m", root=tmp_path, as_=kind)
    close = made.get_column("close") if kind == "polars" else made["close"]
    del made
    file.unlink()
    gc.collect()
    assert str(file) in Path("/proc/self/maps").read_text()
    assert list(close.to_pylist() if kind == "arrow" else close) == expected
    del close
    gc.collect()
    assert str(file) not in Path("/proc/self/maps").read_text()


def test_resampled_candles_live_on(root, stored):
    frame = so.candles("BTCUSDT", "1h", root=root)
    expected = (
        stored.set_index("open_time").resample("1h").agg({"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"})
    )
    so.candles("ETHUSDT", "1h", root=root)
    gc.collect()
    np.testing.assert_array_equal(frame[PRICES[:4]], expected[PRICES[:4]])
    np.testing.assert_allclose(frame["volume"], expected["volume"])


def test_a_view_refuses_to_be_changed(root):
    arrays = so.candles("BTCUSDT", "1m", root=root, as_="numpy")
    with pytest.raises(ValueError, match="read-only"):
        arrays["close"][0] = 1
    frame = so.candles("BTCUSDT", "1m", root=root).copy()
    frame.loc[frame.index[0], "close"] = 1.0
    assert so.candles("BTCUSDT", "1m", root=root)["close"].iloc[0] != 1.0


# ------------------------------------------------------------------ choices


def test_ranges(root):
    whole = so.candles("BTCUSDT", "1h", root=root)
    begin, end = whole.index[10], whole.index[20]
    expected = whole.iloc[10:20]
    spellings = [
        (begin, end),
        (begin.isoformat(), end.isoformat()),
        (str(begin.tz_localize(None)), end.tz_convert("Asia/Tokyo")),
        (begin.value // 10**6, np.datetime64(end.value // 10**6, "ms")),
        (begin.to_pydatetime(), end.tz_localize(None).to_pydatetime()),
    ]
    for start, until in spellings:
        pd.testing.assert_frame_equal(so.candles("BTCUSDT", "1h", root=root, start=start, end=until), expected, check_freq=False)
    days = so.candles("BTCUSDT", "1h", root=root, start=datetime.date(2024, 1, 2), end=datetime.date(2024, 1, 3))
    assert len(days) == 24 and days.index[0] == pd.Timestamp("2024-01-02", tz="UTC")


def test_limits(root):
    whole = so.candles("BTCUSDT", "1h", root=root)
    first = so.candles("BTCUSDT", "1h", root=root, limit=5)
    newest = so.candles("BTCUSDT", "1h", root=root, limit=5, newest_first=True)
    pd.testing.assert_frame_equal(first, whole[:5], check_freq=False)
    pd.testing.assert_frame_equal(newest, whole[::-1][:5], check_freq=False)
    assert len(so.candles("BTCUSDT", "1h", root=root, limit=10**9)) == len(whole)
    assert so.candles("BTCUSDT", "1h", root=root, limit=5, newest_first=True, as_="polars")["close"].to_list() == newest["close"].tolist()


def test_an_empty_range(root):
    for kind in ("pandas", "polars", "arrow", "numpy"):
        made = so.candles("BTCUSDT", "1h", root=root, start="2030-01-01", as_=kind)
        assert len(made["close"]) == 0, kind


def test_names_of_symbols_and_markets(root):
    spot = so.candles("BTC/USDT", "1h", root=root)
    pd.testing.assert_frame_equal(spot, so.candles("BTCUSDT", "1h", root=root))
    perpetual = so.candles("SOL/USDT:USDT", "1h", root=root)
    pd.testing.assert_frame_equal(perpetual, so.candles("SOLUSDT", "1h", root=root, market="um"))


def test_the_root_of_the_environment(root, monkeypatch, tmp_path):
    monkeypatch.setenv("ORCHESTRATOR_DATA", str(root))
    assert len(so.candles("BTCUSDT", "1h")) == 72
    monkeypatch.delenv("ORCHESTRATOR_DATA")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").symlink_to(root)
    assert len(so.candles("BTCUSDT", "1h")) == 72


def test_candles_of_the_store_go_into_a_run(root):
    """As frames they are what the run reads from the store itself."""
    settings = {"strategy": "ema_cross", "interval": "1h", "detail_interval": "1m"}
    stored = so.run(symbols=["BTCUSDT"], data={"root": str(root)}, **settings)
    for kind in ("pandas", "polars", "arrow"):
        result = so.run(data={"BTCUSDT": so.candles("BTCUSDT", "1m", root=root, as_=kind)}, **settings)
        assert (result.config_hash, result.data_fingerprint) == (stored.config_hash, stored.data_fingerprint), kind
        assert result.final_cash == stored.final_cash


# ------------------------------------------------------------------ errors


def test_a_symbol_that_is_not_stored(root):
    error = failure("BTCUSD", "1h", root=root)
    assert (error.code, error.where, error.exit_status) == ("series_not_found", "BTCUSD", 3)
    assert str(root) in error.message and "did you mean 'BTCUSDT'?" in error.hint


def test_a_symbol_of_another_market(root):
    error = failure("SOLUSDT", "1h", root=root)
    assert error.code == "series_not_found" and "um 1h" in error.hint


def test_an_interval_that_cannot_be_made(root):
    error = failure("SOLUSDT", "1m", root=root, market="um")
    assert error.code == "series_not_found" and "um 1h" in error.hint


def test_an_empty_store(tmp_path):
    assert "orchestrator candles" in failure("BTCUSDT", "1h", root=tmp_path).hint


def test_a_damaged_file(tmp_path):
    command("generate", "--symbols", "BTCUSDT", "--interval", "1h", "--days", "2", "--root", tmp_path, "--quiet")
    file = tmp_path / "binance/spot/BTCUSDT/1h.arrow"
    file.write_bytes(file.read_bytes()[:1000])
    error = failure("BTCUSDT", "1h", root=tmp_path)
    assert (error.code, error.where) == ("damaged_series", str(file))


@pytest.mark.parametrize(
    ("arguments", "code", "where"),
    [
        ({"interval": "1hour"}, "bad_interval", "interval"),
        ({"start": "yesterday"}, "bad_time", "start"),
        ({"end": 1.5}, "bad_time", "end"),
        ({"end": pd.NaT}, "bad_time", "end"),
        ({"limit": 0}, "bad_value", "limit"),
        ({"as_": "excel"}, "bad_value", "as_"),
        ({"symbol": "../BTC"}, "bad_symbol", ""),
        ({"market": "../um"}, "bad_market", ""),
        ({"exchange": "a/b"}, "bad_exchange", ""),
    ],
)
def test_arguments_that_mean_nothing(root, arguments, code, where):
    error = failure(**{"symbol": "BTCUSDT", "interval": "1h", "root": root, **arguments})
    assert error.code == code and (not where or error.where == where)


# ------------------------------------------------------------------ the repository


def test_the_repository_lists_what_is_stored(root):
    repository = CandleRepository(root)
    assert repository.symbols() == ["BTCUSDT", "ETHUSDT"]
    assert repository.stored_intervals("BTC/USDT") == ["1m"] and repository.stored_intervals("XYZ") == []
    assert CandleRepository(str(root), market="um").symbols() == ["SOLUSDT"]
    assert repr(repository) == f"CandleRepository(candle store {root} (binance/spot))"


def test_the_repository_gives_frames_as_strategies_see_them(root):
    repository = CandleRepository(root)
    frame = repository.fetch_candles("BTCUSDT", "1h")
    whole = so.candles("BTCUSDT", "1h", root=root)
    assert list(frame.columns) == ["open_time", *PRICES] and frame["open_time"].dtype == np.int64
    assert frame["open_time"].tolist() == whole.index.astype("int64").tolist() and frame["close"].tolist() == whole["close"].tolist()
    pd.testing.assert_frame_equal(repository.fetch_candles("BTCUSDT", "1h", limit=3), frame[:3])
    later = repository.fetch_candles("BTCUSDT", "1h", start_time=int(frame["open_time"][7]), limit=2)
    assert later["open_time"].tolist() == frame["open_time"][7:9].tolist()
    newest = repository.fetch_candles("BTCUSDT", "1h", limit=3, newest_first=True)
    assert newest["open_time"].tolist() == frame["open_time"][:-4:-1].tolist()


def test_the_repository_copies_nothing(root):
    frame = CandleRepository(root).fetch_candles("BTCUSDT", "1m")
    ranges = mappings(root / "binance/spot/BTCUSDT/1m.arrow")
    for name in frame.columns:
        assert lies_in(frame[name].to_numpy(), ranges), name
