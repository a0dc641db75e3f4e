"""What follows from an equity curve: its falls, and the returns of its days (docs/semantics.md, notes 10.d, 10.i and 10.j)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

DAY_MS = 86_400_000
#: What differs by no more, relative to its size, differs by rounding only.
ROUNDING = 1e-11


@dataclass(frozen=True)
class Curve:
    """Equity at the ends of the detail candles (`times`, ms since 1970), and what the run began with."""

    times: Times
    values: Numbers
    initial_cash: float
    detail_ms: int

    @property
    def begin(self) -> int:
        """The open time of the first candle, ms since 1970. The curve must have a point."""
        return int(self.times[0]) - self.detail_ms


@dataclass(frozen=True)
class Falls:
    """The falls below a peak, in time order: the deepest point of each as a fraction <= 0 of its peak, and the ms from the peak until it is reached again, or
    to the end."""

    depths: Numbers
    durations: Times


def drawdown(curve: Curve) -> Numbers:
    """By how much each point lies below the highest one before it, a fraction <= 0. The run's initial cash counts as a point."""
    if not len(curve.values):
        return np.empty(0)
    falls = curve.values / np.maximum(np.maximum.accumulate(curve.values), curve.initial_cash) - 1
    falls[falls >= -ROUNDING] = 0
    return falls


def falls_of(curve: Curve) -> Falls:
    depth = drawdown(curve)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], depth < 0, [False])).astype(np.int8)))
    begins, ends = edges[0::2], edges[1::2]
    if not len(begins):
        return Falls(np.empty(0), np.empty(0, dtype=np.int64))
    times = np.concatenate(([curve.begin], curve.times))  # so that times[i] is that of the point before i
    recovered = np.minimum(ends, len(depth) - 1)
    return Falls(np.minimum.reduceat(depth, begins), times[recovered + 1] - times[begins])


def daily_returns(curve: Curve) -> tuple[Times, Numbers]:
    """(midnights, ms since 1970; simple returns): all calendar days from that of the first candle to that of the last point; a day without a point has 0."""
    if not len(curve.values):
        return np.empty(0, dtype=np.int64), np.empty(0)
    first, last = curve.begin // DAY_MS, (int(curve.times[-1]) - 1) // DAY_MS
    days = np.arange(first, last + 1, dtype=np.int64) * DAY_MS
    points = np.searchsorted(curve.times, days + DAY_MS, side="right")  # the point at 00:00 belongs to the day before
    closes = np.concatenate(([curve.initial_cash], curve.values))[points]
    before = np.concatenate(([curve.initial_cash], closes[:-1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        returns = closes / before - 1
    returns[np.abs(returns) <= ROUNDING] = 0
    return days, returns


def thinned(values: npt.NDArray[Any], most: int) -> npt.NDArray[np.int64]:
    """Places of at most `most` (>= 4) values that draw the same picture: the lowest and the highest of equal parts, and both ends."""
    count = len(values)
    if count <= most:
        return np.arange(count)
    begins = np.linspace(0, count, most // 2 - 1, endpoint=False).astype(np.int64)  # two of each part
    parts = list(zip(begins, np.append(begins[1:], count), strict=True))
    lows = [begin + int(np.argmin(values[begin:end])) for begin, end in parts]
    highs = [begin + int(np.argmax(values[begin:end])) for begin, end in parts]
    return np.unique(np.array([0, *lows, *highs, count - 1], dtype=np.int64))
