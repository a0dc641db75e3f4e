"""`strategyOrchestrator.run`: configurations, frames of candles, progress, errors, interruption."""

import datetime
import json
import os
import signal
import subprocess
import sys
import termios
import textwrap
from pathlib import Path

import made_frames
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from made_frames import HOUR_MS, START_MS, columns, pandas_frame, rows_of, slow_strategy, without_timings

import strategyOrchestrator as so

TIMEOUT_S = 120


def settings(**changes):
    return {"strategy": {"builtin": "ema_cross", "params": {"fast": 5, "slow": 13}}, "tp_ratio": 0.03, "sl_ratio": 0.02, **changes}


def inline(rows=500, **changes):
    return settings(interval="1h", ohlcv_data={"main": {"BTCUSDT": rows_of(columns(rows))}}, **changes)


def failure(*arguments, **keywords):
    with pytest.raises(so.BacktestError) as caught:
        so.run(*arguments, **keywords)
    return caught.value


# ------------------------------------------------------------------ importing


def python(code, **keywords):
    """A finished interpreter that ran the code."""
    command = [sys.executable, "-c", textwrap.dedent(code)]
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False, **keywords)


def test_the_import_loads_no_library_of_frames():
    done = python("""
        import sys, strategyOrchestrator
        print(sorted({"pandas", "polars", "pyarrow", "numpy", "plotly", "tqdm"} & set(sys.modules)))
    """)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_everything_that_is_announced_is_there():
    for name in so.__all__:
        assert getattr(so, name) is not None
    assert set(so.__all__) <= set(dir(so))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = so.nothing


def test_a_run_imports_no_library_of_frames():
    """pandas is first needed when a frame is asked for."""
    done = python(f"""
        import sys, strategyOrchestrator as so
        result = so.run({json.dumps(inline(50)).replace("null", "None")})
        assert result.final_cash > 0 and result.metrics and repr(result) and result._repr_html_()
        print(sorted({{"pandas", "polars", "pyarrow", "plotly"}} & set(sys.modules)))
    """)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# ------------------------------------------------------------------ configurations


def test_a_mapping_a_file_and_text_are_one_configuration(tmp_path):
    config = inline()
    path = tmp_path / "config.json"
    path.write_text(json.dumps(config))
    expected = without_timings(so.run(config))
    assert expected["trade_log"]
    assert without_timings(so.run(path)) == expected
    assert without_timings(so.run(str(path))) == expected
    assert without_timings(so.run(json.dumps(config, indent=1))) == expected
    assert without_timings(so.run(**config)) == expected


@pytest.mark.parametrize("form", ["mapping", "file", "text"])
def test_settings_override_the_configuration(form, tmp_path):
    config = inline(fee_model=0.01, initial_cash=777)
    (tmp_path / "config.json").write_text(json.dumps(config))
    given = {"mapping": config, "file": tmp_path / "config.json", "text": json.dumps(config)}[form]
    result = so.run(given, fee_model=0.0004, tp_ratio=None, strategy="ema_cross")
    assert without_timings(result) == without_timings(
        so.run(inline(fee_model=0.0004, tp_ratio=None, strategy="ema_cross", initial_cash=777))
    )
    assert "fee_model" in config and config["fee_model"] == 0.01


def test_modules_are_looked_for_beside_the_configuration(tmp_path):
    (tmp_path / "fees_of_mine.py").write_text("def fee(event):\n    return 0.003\n")
    path = tmp_path / "config.json"
    path.write_text(json.dumps(inline(fee_model={"module": "fees_of_mine.py", "class": "fee"})))
    expected = so.run(inline(fee_model=0.003)).final_cash
    assert so.run(path).final_cash == expected
    assert so.run(path, initial_cash=10000).final_cash == expected
    assert so.run(json.loads(path.read_text()), folder=tmp_path).final_cash == expected
    assert failure(json.loads(path.read_text())).code == "module_not_found"


def test_text_that_nothing_is_added_to_reaches_the_engine_as_it_is():
    error = failure('{"interval": "1h",\n "seed": 01}')
    assert (error.code, error.where, error.exit_status) == ("bad_json", "line 2, column 11", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"interval": "1h", "interval": "4h"}', "duplicate_key"),
        ('{"tp_ratio": NaN}', "bad_json"),
        ("[1, 2]", "wrong_type"),
        ("{", "bad_json"),
    ],
)
def test_bad_text_is_told_alike_with_and_without_settings(text, code):
    alone, overridden = failure(text), failure(text, seed=1)
    assert alone.code == code
    assert (overridden.code, overridden.message, overridden.where) == (alone.code, alone.message, alone.where)


def test_a_file_that_is_not_there():
    error = failure("nowhere/config.json")
    assert (error.code, error.where) == ("config_not_found", "nowhere/config.json")
    assert "No such file" in error.message and "JSON" in error.hint


class Thirds(so.BaseStrategy):
    """Buys every third bar."""

    def get_required_lookback(self, interval=None):
        return 3

    def decide(self, df, interval, **kwargs):
        return {"signal": "BUY" if df["open_time"].iloc[-1] // HOUR_MS % 3 == 0 else "NO", "meta": {"rows": len(df)}}


def flat_fee(event):
    return 0.0025


def test_components_may_be_objects():
    base = inline(capacity_policy=3)
    by_class = so.run(base, strategy=Thirds, fee_model=flat_fee)
    assert by_class.trades["meta"].tolist()[0] == {"rows": 3}
    assert by_class.final_cash == so.run(base, strategy=Thirds(), fee_model=0.0025).final_cash
    assert by_class.strategy == "Thirds"
    resolved = so.run(base, strategy=Thirds, exit_resolver=lambda candle, tp, sl, direction: {"price": candle.close, "label": "AT_ONCE"})
    assert set(resolved.trades["exit_type"]) <= {"AT_ONCE", "FINAL"} and len(resolved.trades) > 10


def test_stored_candles_may_be_named_by_data(tmp_path):
    error = failure(strategy="ema_cross", interval="1h", symbols="BTCUSDT", data={"root": str(tmp_path), "market": "um"})
    assert error.code == "series_not_found" and f"{tmp_path} (binance/um)" in error.message


# ------------------------------------------------------------------ frames


def arrow_table(arrays, time=None):
    return pa.table({**arrays, "open_time": pa.array(arrays["open_time"], time or pa.timestamp("ms", tz="UTC"))})


def polars_frame(arrays):
    return pl.DataFrame(arrays).with_columns(pl.from_epoch("open_time", time_unit="ms"))


def indexed(arrays, times):
    return pd.DataFrame({name: arrays[name] for name in made_frames.PRICES}, index=times)


def with_times(arrays, times, name="open_time"):
    return pd.DataFrame({name: times, **{name: arrays[name] for name in made_frames.PRICES}})


def utc(arrays):
    return pd.to_datetime(arrays["open_time"], unit="ms", utc=True)


FORMS = {
    "DatetimeIndex in UTC": lambda a: indexed(a, utc(a)),
    "index without a zone": lambda a: indexed(a, utc(a).tz_localize(None)),
    "index in New York": lambda a: indexed(a, utc(a).tz_convert("America/New_York")),
    "index of seconds": lambda a: indexed(a, utc(a).tz_localize(None).as_unit("s")),
    "index of nanoseconds": lambda a: indexed(a, utc(a).as_unit("ns")),
    "index of integers with a name": lambda a: indexed(a, pd.Index(a["open_time"], name="open_time")),
    "integers": pd.DataFrame,
    "floats": lambda a: with_times(a, a["open_time"].astype(float)),
    "pandas integers": lambda a: with_times(a, pd.array(a["open_time"], dtype="Int64")),
    "objects": lambda a: with_times(a, pd.Series([int(time) for time in a["open_time"]], dtype=object)),
    "column of datetimes": lambda a: with_times(a, utc(a), "timestamp"),
    "column of microseconds": lambda a: with_times(a, utc(a).as_unit("us"), "Date"),
    "column of Arrow's datetimes": lambda a: with_times(a, pd.Series(utc(a)).astype("timestamp[us, UTC][pyarrow]")),
    "column of Arrow's datetimes without a zone": lambda a: with_times(
        a, pd.Series(utc(a).tz_localize(None)).astype("timestamp[ns][pyarrow]")
    ),
    "text": lambda a: with_times(a, [time.isoformat() for time in utc(a)], "datetime"),
    "text without a zone": lambda a: with_times(a, [str(time.tz_localize(None)) for time in utc(a)], "time"),
    "datetime objects": lambda a: with_times(a, pd.Series([time.to_pydatetime() for time in utc(a)], dtype=object)),
    "capital letters": lambda a: indexed(a, utc(a)).rename(columns=str.capitalize),
    "another order, other columns": lambda a: with_times(a, utc(a))[["volume", "close", "low", "high", "open", "open_time"]].assign(x="y"),
    "names with spaces": lambda a: pd.DataFrame(a).rename(columns={"open_time": "Open time"}).assign(**{"Close time": 1}),
    "prices as text": lambda a: with_times(a, utc(a)).astype({"open": "str", "close": "object"}),
    "nullable prices": lambda a: with_times(a, utc(a)).astype({"open": "Float64", "low": "float64[pyarrow]"}),
    "columns in Fortran order": lambda a: pd.DataFrame(
        np.asfortranarray(np.column_stack([a[n] for n in made_frames.PRICES])), utc(a), made_frames.PRICES
    ),
    "polars": polars_frame,
    "polars in UTC, nanoseconds": lambda a: polars_frame(a).with_columns(
        pl.col("open_time").cast(pl.Datetime("ns")).dt.replace_time_zone("UTC")
    ),
    "polars in Tokyo": lambda a: polars_frame(a).with_columns(
        pl.col("open_time").dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo")
    ),
    "polars integers": pl.DataFrame,
    "polars in parts": lambda a: pl.concat([polars_frame(a)[:100], polars_frame(a)[100:]], rechunk=False),
    "polars text": lambda a: pl.DataFrame(a).with_columns(pl.Series("open_time", [time.isoformat() for time in utc(a)])),
    "Arrow": arrow_table,
    "Arrow, seconds without a zone": lambda a: pa.table({**a, "open_time": pa.array(a["open_time"] // 1000, pa.timestamp("s"))}),
    "Arrow in Tokyo": lambda a: arrow_table(a, pa.timestamp("ms", tz="Asia/Tokyo")),
    "Arrow integers": pa.table,
    "Arrow in parts": lambda a: pa.concat_tables([arrow_table(a).slice(0, 99), arrow_table(a).slice(99)]),
    "Arrow batch": lambda a: arrow_table(a).to_batches()[0],
}


@pytest.fixture(scope="module")
def of_rows():
    """The run whose candles are written in its configuration."""
    return so.run(inline())


@pytest.mark.parametrize("form", FORMS)
def test_frames_are_the_same_as_rows(form, of_rows):
    """Equal to the last byte, hashes of configuration and data among them."""
    frame = FORMS[form](columns())
    result = so.run(settings(), data={"BTCUSDT": frame})
    assert without_timings(result) == without_timings(of_rows)
    assert (result.config_hash, result.data_fingerprint) == (of_rows.config_hash, of_rows.data_fingerprint)


def test_days_may_be_dates():
    arrays = columns(60, step_ms=24 * HOUR_MS)
    days = [datetime.datetime.fromtimestamp(time / 1000, datetime.timezone.utc).date() for time in arrays["open_time"]]
    expected = without_timings(so.run(settings(), data=indexed(arrays, utc(arrays))))
    assert expected["interval"] == "1d"
    for frame in (with_times(arrays, days, "date"), pl.DataFrame({**arrays, "open_time": days}), pa.table({**arrays, "open_time": days})):
        assert without_timings(so.run(settings(), data=frame)) == expected


def test_a_volume_may_be_missing():
    arrays = columns()
    rows = [[*row[:5], 0.0] for row in rows_of(arrays)]
    expected = so.run(settings(interval="1h", ohlcv_data={"main": {"BTCUSDT": rows}}))
    result = so.run(settings(), data={"BTCUSDT": pandas_frame().drop(columns="volume")})
    assert result.data_fingerprint == expected.data_fingerprint


def test_one_frame_has_the_symbol_of_the_configuration(of_rows):
    assert without_timings(so.run(settings(), data=pandas_frame(), symbols="BTC/USDT")) == without_timings(of_rows)
    assert so.run(settings(), data=pandas_frame()).symbols == ["ASSET"]


@pytest.mark.parametrize("step", ["1m", "15m", "4h", "1d", "3d", "1w"])
def test_the_interval_is_that_of_the_rows(step):
    step_ms = {"1m": 60_000, "15m": 900_000, "4h": 4 * HOUR_MS, "1d": 24 * HOUR_MS, "3d": 72 * HOUR_MS, "1w": 168 * HOUR_MS}[step]
    arrays = columns(40, step_ms=step_ms)
    arrays["open_time"] += -START_MS % step_ms if step == "3d" else 0  # 2024-01-01 is a Monday, but no multiple of three days
    kept = np.r_[0:10, 12:40]  # gaps do not change it
    frame = pd.DataFrame({name: values[kept] for name, values in arrays.items()})
    assert so.run(settings(), data=frame[::-1]).to_dict()["interval"] == step


def test_rows_finer_than_the_interval_fill_the_orders():
    fine = columns(4000, step_ms=HOUR_MS // 4)
    config = settings(interval="1h", detail_interval="15m", symbols=["BTCUSDT"], ohlcv_data={"detailed": {"BTCUSDT": rows_of(fine)}})
    expected = so.run(config)
    result = so.run(settings(), interval="1h", data={"BTCUSDT": pd.DataFrame(fine)})
    assert without_timings(result) == without_timings(expected)
    assert len(result.equity) == 4000 and len(result.trades) > 10


def joined(arrays, count):
    """Candles of `count` finer ones each."""
    parts = {name: values.reshape(-1, count) for name, values in arrays.items()}
    ends = {
        "high": parts["high"].max(axis=1),
        "low": parts["low"].min(axis=1),
        "close": parts["close"][:, -1],
        "volume": parts["volume"].sum(axis=1),
    }
    return {"open_time": parts["open_time"][:, 0], "open": parts["open"][:, 0], **ends}


def test_all_sections():
    detailed = columns(4000, step_ms=HOUR_MS // 4)
    main = joined(detailed, 4)
    mark = {name: values if name == "open_time" else values * 1.0001 for name, values in detailed.items()}
    times = START_MS + np.arange(120) * 8 * HOUR_MS
    rates = np.linspace(-0.001, 0.001, 120)
    funding = [[int(at), float(rate)] for at, rate in zip(times, rates, strict=True)]
    sections = {name: {"BTCUSDT": rows_of(arrays)} for name, arrays in (("main", main), ("detailed", detailed), ("mark", mark))}
    config = settings(market="PERP", interval="1h", detail_interval="15m", ohlcv_data={**sections, "funding": {"BTCUSDT": funding}})
    expected = so.run(config)
    assert expected.trades["funding"].abs().sum() > 0
    data = {
        "main": {"BTCUSDT": pl.DataFrame(main)},
        "detailed": {"BTCUSDT": pd.DataFrame(detailed)},
        "mark": {"BTCUSDT": pa.table(mark)},
        "funding": {"BTCUSDT": pd.DataFrame({"fundingTime": times, "fundingRate": rates})},
    }
    assert without_timings(so.run(settings(market="PERP"), data=data)) == without_timings(expected)
    by_time = pd.Series(rates, index=pd.to_datetime(times, unit="ms"), name="rate")
    alone = {"main": pd.DataFrame(main), "detailed": pd.DataFrame(detailed), "mark": pd.DataFrame(mark), "funding": by_time}
    assert without_timings(so.run(settings(market="PERP", symbols=["BTCUSDT"]), data=alone)) == without_timings(expected)


GOOD = pandas_frame(50)
WITH_TIMES = pd.DataFrame(columns(50))
BAD_DATA = {
    "no column": ({"X": GOOD.drop(columns="high")}, "missing_column", "/ohlcv_data/main/X", "open, low, close"),
    "no time": ({"X": GOOD.reset_index(drop=True)}, "missing_column", "/ohlcv_data/main/X", "open, high"),
    "two columns of a name": ({"X": GOOD.assign(Close=1.0)}, "ambiguous_column", "/ohlcv_data/main/X", "keep one"),
    "columns of several levels": (pd.concat({"BTC": GOOD}, axis=1), "missing_column", "/ohlcv_data/main/ASSET", "df.xs"),
    "words for prices": ({"X": GOOD.assign(low="low")}, "bad_column", "/ohlcv_data/main/X/low", ""),
    "words for prices, polars": (
        {"X": pl.DataFrame(WITH_TIMES.assign(low="low").to_dict("list"))},
        "bad_column",
        "/ohlcv_data/main/X/low",
        "",
    ),
    "words for prices, Arrow": ({"X": pa.table(WITH_TIMES.assign(low="low").to_dict("list"))}, "bad_column", "/ohlcv_data/main/X/low", ""),
    "no times at all": ({"X": WITH_TIMES.assign(open_time="soon")}, "bad_time", "/ohlcv_data/main/X/time", "ISO 8601"),
    "a missing time": ({"X": GOOD.set_axis([*GOOD.index[:-1], pd.NaT])}, "bad_time", "/ohlcv_data/main/X/time", ""),
    "a null time, polars": ({"X": pl.DataFrame({**columns(50), "open_time": [None] * 50})}, "bad_time", "/ohlcv_data/main/X/time", ""),
    "a null time, Arrow": (
        {"X": pa.table({**columns(2), "open_time": pa.array([1, None], pa.timestamp("s"))})},
        "bad_time",
        "/ohlcv_data/main/X/time",
        "",
    ),
    "half a millisecond": ({"X": WITH_TIMES.assign(open_time=WITH_TIMES["open_time"] + 0.5)}, "bad_time", "/ohlcv_data/main/X/time", ""),
    "no rows": ({"X": GOOD[:0]}, "no_candles", "/ohlcv_data/main/X", ""),
    "no symbols": ({}, "no_candles", "/ohlcv_data", "{symbol: frame}"),
    "one row": ({"X": GOOD[:1]}, "unknown_interval", "/ohlcv_data/main", 'interval="1h"'),
    "an odd distance": ({"X": pandas_frame(50, step_ms=7 * 60_000)}, "unknown_interval", "/ohlcv_data/main/X", "1m 3m 5m"),
    "seconds": ({"X": WITH_TIMES.assign(open_time=WITH_TIMES["open_time"] // 1000)}, "unknown_interval", "/ohlcv_data/main/X", "seconds"),
    "microseconds": (
        {"X": WITH_TIMES.assign(open_time=WITH_TIMES["open_time"] * 1000)},
        "unknown_interval",
        "/ohlcv_data/main/X",
        "microsec",
    ),
    "different distances": ({"X": GOOD, "Y": pandas_frame(50, step_ms=60_000)}, "unknown_interval", "/ohlcv_data/main", "one interval"),
    "a list": ([1, 2], "bad_frame", "/ohlcv_data/main/ASSET", "DataFrame"),
    "a section that is none": ({"main": {"X": GOOD}, "details": {"X": GOOD}}, "bad_frame", "/ohlcv_data/main/main", "main, detailed"),
    "a lazy frame": ({"X": pl.LazyFrame(columns(50))}, "bad_frame", "/ohlcv_data/main/X", ".collect()"),
    "an invalid candle": ({"X": GOOD.assign(low=1000.0)}, "invalid_candle", "/ohlcv_data/main/X", ""),
    "a time twice": ({"X": pd.concat([GOOD, GOOD[-1:]])}, "duplicate_candle", "/ohlcv_data/main/X", ""),
}


@pytest.mark.parametrize("name", BAD_DATA)
def test_bad_frames_are_told(name):
    data, code, where, hint = BAD_DATA[name]
    error = failure(settings(), data=data)
    assert (error.code, error.where, error.exit_status) == (code, where, 3), error
    assert hint in error.hint and error.message


def test_one_frame_for_several_symbols():
    error = failure(settings(), data=GOOD, symbols=["A", "B"])
    assert error.code == "conflict" and "2 symbols" in error.message


def test_candles_given_twice():
    assert failure(inline(), data=GOOD).code == "conflict"


# ------------------------------------------------------------------ progress


def test_a_function_is_told_of_progress():
    seen = []
    so.run(strategy=slow_strategy(0.002), data=pandas_frame(300), progress=lambda *told: seen.append(told))
    assert {phase for phase, _, _ in seen} >= {"proposals"}
    assert all(0 <= done <= total or total == 0 for _, done, total in seen)


def test_what_the_function_raises_ends_the_run():
    def refuse(phase, done, total):
        raise LookupError(phase)

    with pytest.raises(LookupError):
        so.run(strategy=slow_strategy(0.002), data=pandas_frame(300), progress=refuse)


SHOWN = """
    import sys
    sys.path.insert(0, {folder!r})
    import strategyOrchestrator as so
    from made_frames import pandas_frame, slow_strategy
    so.run(strategy=slow_strategy({seconds}), data=pandas_frame(300), progress={progress})
"""


def drawn(progress, seconds=0.004, terminal=False):
    """What a run writes to stderr, which is a terminal or a pipe."""
    code = textwrap.dedent(SHOWN.format(folder=str(Path(__file__).parent), seconds=seconds, progress=progress))
    ours, theirs = os.openpty() if terminal else os.pipe()
    if terminal:
        termios.tcsetwinsize(ours, (24, 80))
    process = subprocess.Popen([sys.executable, "-c", code], stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    text = b""
    try:
        while piece := os.read(ours, 65536):
            text += piece
    except OSError:
        pass  # how a terminal whose other end is closed says so
    os.close(ours)
    assert process.wait(TIMEOUT_S) == 0, text.decode()
    return text.decode()


def test_a_bar_is_drawn_where_somebody_sees_it():
    assert "proposals" in drawn(None, terminal=True)
    assert drawn(None, terminal=False) == ""


def test_a_short_run_draws_none():
    assert drawn(None, seconds=0, terminal=True) == ""


def test_a_bar_can_be_forced():
    assert "proposals" in drawn(True, seconds=0.001)
    assert drawn(False, terminal=True) == ""


def test_without_tqdm_there_is_no_bar():
    done = python("""
        import sys
        sys.modules["tqdm"] = sys.modules["tqdm.auto"] = None  # as if it were not installed
        import numpy, strategyOrchestrator as so
        from strategyOrchestrator import _progress
        with _progress.shown(True) as listener:
            print(listener)
    """)
    assert (done.stdout, done.stderr) == ("None\n", "")


# ------------------------------------------------------------------ interruption

NATIVE = """
    import numpy as np, pandas as pd, strategyOrchestrator as so
    rows = 400_000
    close = 100 * np.exp(np.random.default_rng(1).normal(0, 0.001, rows).cumsum())
    frame = pd.DataFrame({"open": close, "high": close, "low": close, "close": close}, pd.date_range("2020", periods=rows, freq="min", tz="UTC"))
    members = [{"builtin": "bollinger_breakout", "params": {"period": 20 + k}} for k in range(4000)]
    told = []

    def tell(phase, done, total):
        if done and not told:
            told.append(phase)
            print(phase, flush=True)

    so.run(strategy={"builtin": "ensemble", "params": {"strategies": members}}, data=frame, progress=tell)
"""

PYTHON = f"""
    import os, sys
    sys.path.insert(0, {str(Path(__file__).parent)!r})
    import strategyOrchestrator as so
    from made_frames import pandas_frame

    class Endless(so.BaseStrategy):
        def decide(self, df, interval, **kwargs):
            os.write(1, b"decide\\n")  # whatever the package does with what strategies print
            while True:
                pass

    data = {{symbol: pandas_frame(300) for symbol in SYMBOLS}}
    so.run(strategy=Endless, data=data, parallel_symbols=2, time_limits={{"decide_s": None}})
"""
ENDLESS = {
    "native": (NATIVE, "proposals"),
    "Python": (PYTHON.replace("SYMBOLS", "['A']"), "decide"),
    "Python, workers": (PYTHON.replace("SYMBOLS", "['A', 'B', 'C']"), "decide"),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_ctrl_c_ends_a_run(name):
    """The signal comes while the run is known to be at work; without it the native one would go on for minutes, the others for ever. That its output ends
    shows that no process is left behind."""
    code, word = ENDLESS[name]
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        said = process.stderr if "workers" in name else process.stdout  # what a worker prints is log
        assert said.readline() == f"{word}\n"
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
    assert "KeyboardInterrupt" in log.splitlines()[-1], log
    assert process.returncode in (-signal.SIGINT, 130)


# ------------------------------------------------------------------ errors


class Failing(so.BaseStrategy):
    def decide(self, df, interval, **kwargs):
        return {"signal": "BUY", "tp_price": self.no_such_thing}


def test_an_error_of_a_strategy_says_where_and_shows_its_traceback():
    error = failure(strategy=Failing, data={"BTCUSDT": pandas_frame(300)})
    assert (error.code, error.exit_status) == ("strategy_failed", 4)
    assert error.where.startswith("BTCUSDT 1h bar 2024-01-")
    assert "AttributeError" in error.message and "no_such_thing" in error.message
    assert "test_package_run.py" in error.hint
    assert "Traceback" in error.details and "self.no_such_thing" in error.details
    assert error.to_dict()["error"] == {"code": error.code, "message": error.message, "where": error.where, "hint": error.hint}


def test_an_error_is_readable_in_a_notebook():
    error = failure(strategy=Failing, data={"BTCUSDT": pandas_frame(300)})
    lines = error._render_traceback_()
    assert lines[0] == f"BacktestError (strategy_failed): {error.message}"
    assert lines[1].split() == ["at", *error.where.split()]
    assert lines[2].split() == ["hint", *error.hint.split()]
    assert lines[3] == "" and lines[4].startswith("Traceback")


def test_errors_of_the_configuration_have_place_and_hint():
    error = failure(strategy="ema_crss", data=pandas_frame())
    assert error.where == "/strategy" and "ema_cross" in error.hint
    error = failure(settings(), data=pandas_frame(), fee_modell=1)
    assert (error.code, error.where) == ("unknown_key", "/fee_modell") and "fee_model" in error.hint
