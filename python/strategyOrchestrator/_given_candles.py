"""Candles that a program has in frames, on their way to the engine."""

from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np

from strategyOrchestrator import _tables, _times
from strategyOrchestrator._frames import INTERVALS
from strategyOrchestrator.errors import BacktestError

#: {section: {symbol: (open_time, open, high, low, close, volume)}}, for funding (time, rate).
Candles = dict[str, dict[str, tuple[Any, ...]]]

SECTIONS = ("main", "detailed", "mark", "funding")
STORE_KEYS = ("root", "exchange", "market")
TIME_NAMES = ("opentime", "time", "date", "timestamp", "datetime")
FUNDING_TIME_NAMES = ("fundingtime", "calctime", *TIME_NAMES)
RATE_NAMES = ("rate", "fundingrate", "funding", "lastfundingrate")
#: Units of numbers that are no milliseconds, in parts of one.
UNITS = {"seconds": 0.001, "microseconds": 1000, "nanoseconds": 1_000_000}
#: The symbol of a frame for which no other name is given.
DEFAULT_SYMBOL = "ASSET"


def names_a_store(data: Any) -> bool:
    """Whether `data` is the configuration's key of that name, which says where stored candles are."""
    if not isinstance(data, Mapping) or not data:
        return False
    return all(
        key in STORE_KEYS and (value is None or isinstance(value, str) or hasattr(value, "__fspath__")) for key, value in data.items()
    )


def take(data: Any, settings: dict[str, Any]) -> Candles:
    """The candles of `data`; what the settings leave out of `symbols`, `interval` and `detail_interval` is filled in.

    Raises BacktestError: a frame has no candles in it, or its rows tell no interval.
    """
    candles: Candles = {}
    for section, frames in _sections(data, settings).items():
        read = _funding_of if section == "funding" else _candles_of
        candles[section] = {str(symbol): read(frame, f"/ohlcv_data/{section}/{symbol}") for symbol, frame in frames.items()}
    _fill_in(settings, candles)
    return candles


def _fail(code: str, message: str, where: str, hint: str = "") -> NoReturn:
    raise BacktestError(code, message, where, hint, "", 3)


# ------------------------------------------------------------------ which frame is what


def _sections(data: Any, settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    if not isinstance(data, Mapping):
        return {"main": _by_symbol(data, settings, "/ohlcv_data")}
    if data and all(name in SECTIONS for name in data):
        return {name: _by_symbol(frames, settings, f"/ohlcv_data/{name}") for name, frames in data.items() if frames is not None}
    return {"main": _by_symbol(data, settings, "/ohlcv_data")}


def _by_symbol(frames: Any, settings: dict[str, Any], place: str) -> dict[str, Any]:
    if isinstance(frames, Mapping):
        if not frames:
            _fail("no_candles", "there is no symbol in it", place, "data is a frame, or {symbol: frame}")
        return dict(frames)
    symbols = settings.get("symbols") or [DEFAULT_SYMBOL]
    if len(symbols) != 1:
        _fail("conflict", f"one frame is given, and {len(symbols)} symbols", place, 'several symbols: data={"BTCUSDT": frame, …}')
    return {str(symbols[0]): frames}


# ------------------------------------------------------------------ columns


def _candles_of(frame: Any, place: str) -> tuple[Any, ...]:
    table = _table(frame, place)
    columns = [_numbers(table, name, (name,), place) for name in ("open", "high", "low", "close")]
    volume = _numbers(table, "volume", ("volume",), place) if _find(table, ("volume",), place) is not None else np.zeros(len(columns[0]))
    return _time(table, TIME_NAMES, place), *columns, volume


def _funding_of(frame: Any, place: str) -> tuple[Any, ...]:
    table = _table(frame, place)
    return _time(table, FUNDING_TIME_NAMES, place), _numbers(table, "rate", RATE_NAMES, place)


def _table(frame: Any, place: str) -> _tables.Table:
    table = _tables.table_of(frame)
    if table is None:
        kind = f"{type(frame).__module__}.{type(frame).__qualname__}".removeprefix("builtins.")
        hint = "call .collect() first" if hasattr(frame, "collect") else "give a pandas or polars DataFrame, or an Arrow table"
        if isinstance(frame, Mapping):
            hint = f"the sections of data are {', '.join(SECTIONS)}; otherwise it is {{symbol: frame}}"
        _fail("bad_frame", f"a {kind} is no frame of candles", place, hint)
    return table


def _find(table: _tables.Table, names: tuple[str, ...], place: str) -> int | None:
    plain = [_tables.plain_name(name) for name in table.names]
    for name in names:
        if plain.count(name) > 1:
            twice = [table.names[column] for column, found in enumerate(plain) if found == name]
            _fail("ambiguous_column", f"the frame has {' and '.join(map(repr, twice))}", place, "keep one of them")
        if name in plain:
            return plain.index(name)
    return None


def _missing(table: _tables.Table, wanted: str, place: str) -> NoReturn:
    if any(name.startswith("('") for name in table.names):
        _fail(
            "missing_column",
            f"the frame has no {wanted}",
            place,
            "its columns have several levels: take one symbol's with df.xs(…, axis=1)",
        )
    shown = ", ".join(table.names[:20]) or "none"
    _fail("missing_column", f"the frame has no {wanted}", place, f"its columns: {shown}")


def _numbers(table: _tables.Table, wanted: str, names: tuple[str, ...], place: str) -> _tables.Numbers:
    column = _find(table, names, place)
    if column is None:
        _missing(table, f"column '{wanted}'", place)
    try:
        return np.ascontiguousarray(table.numbers(column), dtype=np.float64)
    except (TypeError, ValueError) as error:
        _fail("bad_column", f"column '{table.names[column]}' is no column of numbers: {error}", f"{place}/{wanted}")


def _time(table: _tables.Table, names: tuple[str, ...], place: str) -> _times.Milliseconds:
    column = _find(table, names, place)
    try:
        times = table.index_times(names) if column is None else table.times(column)
    except (TypeError, ValueError, OverflowError) as error:
        shown = "the index" if column is None else f"column '{table.names[column]}'"
        _fail("bad_time", f"{shown} is no column of times: {error}", f"{place}/time", "datetimes, ISO 8601 text, or whole ms since 1970")
    if times is None:
        _missing(table, "times: no column open_time, time, date, timestamp or datetime, and no DatetimeIndex", place)
    if len(times) == 0:
        _fail("no_candles", "the frame has no rows", place)
    return np.ascontiguousarray(times, dtype=np.int64)


# ------------------------------------------------------------------ intervals


def _fill_in(settings: dict[str, Any], candles: Candles) -> None:
    if not settings.get("interval"):
        settings["interval"] = _interval_of(candles, "main")
    elif _are_details(settings, candles):
        candles["detailed"] = candles.pop("main")
        settings["symbols"] = settings.get("symbols") or list(candles["detailed"])
    if candles.get("detailed") and not settings.get("detail_interval"):
        settings["detail_interval"] = _interval_of(candles, "detailed")


def _are_details(settings: dict[str, Any], candles: Candles) -> bool:
    """Whether the rows of `main` are finer than the decisions, which are then made on what the engine resamples them to."""
    wanted = INTERVALS.get(str(settings["interval"]))
    steps = {_spacing(columns[0]) for columns in candles.get("main", {}).values()}
    if wanted is None or "detailed" in candles or len(steps) != 1:
        return False
    names = [name for name, length in INTERVALS.items() if length in steps and length < wanted]
    return bool(names) and settings.get("detail_interval") in (None, *names)


def _interval_of(candles: Candles, section: str) -> str:
    """The interval that the rows of all frames of a section have."""
    place = f"/ohlcv_data/{section}"
    steps = {symbol: _spacing(columns[0]) for symbol, columns in candles.get(section, {}).items()}
    known = {symbol: step for symbol, step in steps.items() if step}
    if not known:
        _fail("unknown_interval", f"the rows of {section} tell no interval", place, 'give it: interval="1h"')
    if len(set(known.values())) > 1:
        apart = ", ".join(f"{symbol} {_duration(step)}" for symbol, step in known.items())
        _fail(
            "unknown_interval",
            f"the rows of the frames are differently far apart: {apart}",
            place,
            "all symbols of a run have one interval",
        )
    symbol, step = next(iter(known.items()))
    for name, length in INTERVALS.items():
        if length == step:
            return name
    units = [unit for unit, per_ms in UNITS.items() if any(length * per_ms == step for length in INTERVALS.values())]
    hint = f"numbers are read as milliseconds; these look like {units[0]}" if units else f"the intervals are {' '.join(INTERVALS)}"
    _fail("unknown_interval", f"the rows of {symbol} are {_duration(step)} apart", f"{place}/{symbol}", hint)


def _spacing(times: _times.Milliseconds) -> int | None:
    """The most frequent distance between neighbouring times; None when there are fewer than two."""
    steps = np.diff(times)
    if (steps <= 0).any():
        steps = np.diff(np.unique(times))
    if not len(steps):
        return None
    lengths, counts = np.unique(steps, return_counts=True)
    return int(lengths[counts.argmax()])


def _duration(milliseconds: int) -> str:
    for unit, length in (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000)):
        if milliseconds % length == 0:
            return f"{milliseconds // length} {unit}"
    return f"{milliseconds} ms"
