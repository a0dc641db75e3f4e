"""Candles as users have them: pandas frames, or mappings of columns."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

PRICES = ("open", "high", "low", "close")
Floats: TypeAlias = NDArray[np.float64]
Times: TypeAlias = NDArray[np.int64]
#: open_time (ms since 1970), open, high, low, close, volume.
Arrays: TypeAlias = tuple[Times, Floats, Floats, Floats, Floats, Floats]

#: Lengths of the intervals, ms.
INTERVALS = {
    "1m": 60_000,
    "3m": 180_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "2h": 7_200_000,
    "4h": 14_400_000,
    "6h": 21_600_000,
    "8h": 28_800_000,
    "12h": 43_200_000,
    "1d": 86_400_000,
    "3d": 259_200_000,
    "1w": 604_800_000,
}


def column(data: Any, name: str) -> Floats:
    """A column as float64. Raises ValueError where there is none."""
    if name not in data:
        raise ValueError(f"the candles have no column '{name}': open, high, low, close, volume of one symbol are wanted")
    return np.ascontiguousarray(data[name], dtype=np.float64)


def _as_ms(values: Any) -> Times:
    if getattr(getattr(values, "dtype", None), "tz", None) is not None:
        values = values.dt.tz_convert(None)
    array = np.asarray(values)
    if array.dtype.kind == "M":
        array = array.astype("datetime64[ms]")
    return np.ascontiguousarray(array.astype(np.int64))


def open_times(data: Any) -> Times | None:
    """The column ``open_time`` (ms, or times), else a frame's index of times; None where there is neither."""
    if "open_time" in data:
        return _as_ms(data["open_time"])
    index: Any = getattr(data, "index", None)
    if getattr(index, "tz", None) is not None:
        index = index.tz_convert(None)
    return _as_ms(index) if getattr(getattr(index, "dtype", None), "kind", "") == "M" else None


def candle_arrays(data: Any, step_ms: int) -> Arrays:
    """The candles' columns. Without times they are counted from 0 in steps; without volume it is 0."""
    close = column(data, "close")
    times = open_times(data)
    if times is None:
        times = np.arange(len(close), dtype=np.int64) * step_ms
    volume = column(data, "volume") if "volume" in data else np.zeros(len(close))
    return times, column(data, "open"), column(data, "high"), column(data, "low"), close, volume


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
    times = open_times(data)
    if times is None:
        raise ValueError("the candles have no 'open_time' (ms since 1970, UTC), and no index of times")
    return interval or interval_of(times), candle_arrays(data, 0)


def rate_arrays(data: Any) -> tuple[Times, Floats]:
    """Funding rates (time in ms, fraction): a frame or mapping with ``time`` and ``rate``, or rows ``(time, rate)``."""
    if hasattr(data, "keys"):
        return _as_ms(data["time"]), np.ascontiguousarray(data["rate"], dtype=np.float64)
    rows = [(int(time), float(rate)) for time, rate in data]
    return np.array([time for time, _ in rows], dtype=np.int64), np.array([rate for _, rate in rows], dtype=np.float64)
