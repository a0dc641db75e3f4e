"""Candles as users have them: pandas frames, or mappings of columns."""

from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from strategyOrchestrator import _engine

PRICES = ("open", "high", "low", "close")
Floats: TypeAlias = NDArray[np.float64]
Times: TypeAlias = NDArray[np.int64]
#: open_time (ms since 1970), open, high, low, close, volume.
Arrays: TypeAlias = tuple[Times, Floats, Floats, Floats, Floats, Floats]

#: Lengths of the intervals, ms.
INTERVALS: dict[str, int] = _engine.interval_lengths()


class Table:
    """A frame or mapping by columns. pandas makes a series of each column that one asks for, which costs many times what reading it does: the arrays
    behind them are read instead."""

    #: The columns of the frame seen last, and their places: frames of one series share them.
    _newest: ClassVar[tuple[Any, dict[Any, int]]] = (None, {})

    def __init__(self, data: Any) -> None:
        self.index: Any = getattr(data, "index", None)
        self._data: Any = data
        self._places = self._places_of(data.columns) if hasattr(data, "_get_column_array") else {}

    @classmethod
    def _places_of(cls, columns: Any) -> dict[Any, int]:
        known, places = cls._newest
        if known is not columns:
            places = {name: place for place, name in enumerate(columns)} if columns.is_unique else {}
            cls._newest = (columns, places)
        return places

    def __contains__(self, name: str) -> bool:
        return name in self._places or (not self._places and name in self._data)

    def __getitem__(self, name: str) -> Any:
        """As it is stored: an array, a series or a list. Raises ValueError where there is none."""
        if name in self._places:
            return self._data._get_column_array(self._places[name])
        if name not in self:
            raise ValueError(f"the candles have no column '{name}': open, high, low, close, volume of one symbol are wanted")
        return self._data[name]

    def floats(self, name: str) -> Floats:
        """A column as float64."""
        return np.ascontiguousarray(self[name], dtype=np.float64)


def _as_ms(values: Any) -> Times:
    if getattr(getattr(values, "dtype", None), "tz", None) is not None:
        values = getattr(values, "dt", values).tz_convert(None)
    array = np.asarray(values)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ms]")
    return np.ascontiguousarray(array, dtype=np.int64)


def open_times(table: Table) -> Times | None:
    """The column ``open_time`` (ms, or times), else a frame's index of times; None where there is neither."""
    if "open_time" in table:
        return _as_ms(table["open_time"])
    return _as_ms(table.index) if getattr(getattr(table.index, "dtype", None), "kind", "") == "M" else None


def candle_arrays(table: Table, step_ms: int) -> Arrays:
    """The candles' columns. Without times they are counted from 0 in steps; without volume it is 0."""
    close = table.floats("close")
    times = open_times(table)
    if times is None:
        times = np.arange(len(close), dtype=np.int64) * step_ms
    volume = table.floats("volume") if "volume" in table else np.zeros(len(close))
    return times, table.floats("open"), table.floats("high"), table.floats("low"), close, volume


def interval_of(times: Times) -> str:
    """The interval of candles: the smallest distance of their times. Raises ValueError where that is none."""
    steps = np.diff(np.sort(times))
    shortest = int(steps.min()) if len(steps) else 0
    for name, length in INTERVALS.items():
        if length == shortest:
            return name
    raise ValueError(f"the candles are {shortest} ms apart, which is no interval: give interval=, one of {', '.join(INTERVALS)}")


def detail_arrays(data: Any, interval: str | None = None) -> tuple[str, Arrays]:
    """Candles that have times, with their interval."""
    table = Table(data)
    times = open_times(table)
    if times is None:
        raise ValueError("the candles have no 'open_time' (ms since 1970, UTC), and no index of times")
    return interval or interval_of(times), candle_arrays(table, 0)


def rate_arrays(data: Any) -> tuple[Times, Floats]:
    """Funding rates (time in ms, fraction): a frame or mapping with ``time`` and ``rate``, or rows ``(time, rate)``."""
    if hasattr(data, "keys"):
        return _as_ms(data["time"]), np.ascontiguousarray(data["rate"], dtype=np.float64)
    rows = [(int(time), float(rate)) for time, rate in data]
    return np.array([time for time, _ in rows], dtype=np.int64), np.array([rate for _, rate in rows], dtype=np.float64)
