"""Times between Python and the engine, which counts milliseconds since 1970, UTC."""

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from strategyOrchestrator import _engine
from strategyOrchestrator.errors import BacktestError

if TYPE_CHECKING:
    import pandas as pd

Milliseconds = npt.NDArray[np.int64]

_EPOCH = datetime.datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def utc_index(times: Milliseconds, name: str) -> "pd.DatetimeIndex":
    """A DatetimeIndex (UTC, resolution ms) over the array's memory."""
    import pandas as pd

    naive = pd.DatetimeIndex(times.view("datetime64[ms]"), copy=False, name=name)
    return naive.view(pd.DatetimeTZDtype("ms", "UTC"))


def milliseconds(values: npt.NDArray[Any]) -> Milliseconds:
    """A column of times: numpy datetimes (UTC, any resolution; finer parts are rounded down), whole numbers of ms, or ISO 8601 text and datetime objects.

    Raises ValueError that names the first row that is no time.
    """
    if values.dtype.kind == "M":
        _require_all(~np.isnat(values), values)
        return values.astype("datetime64[ms]").astype(np.int64)
    if values.dtype.kind in "iu":
        return values.astype(np.int64)
    if values.dtype.kind == "f":
        _require_all(np.isfinite(values) & (values == np.floor(values)), values)
        return values.astype(np.int64)
    return _parsed(values)


def _require_all(good: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> None:
    if not good.all():
        row = int(np.argmin(good))
        raise ValueError(f"row {row} is {values[row]}")


def _parsed(values: npt.NDArray[Any]) -> Milliseconds:
    import pandas as pd

    if values.dtype == object and all(isinstance(value, int) for value in values):
        return values.astype(np.int64)
    parsed = pd.to_datetime(pd.Series(values, dtype=object), utc=True, format="ISO8601", errors="coerce")
    _require_all(parsed.notna().to_numpy(), values)
    return milliseconds(parsed.dt.tz_localize(None).to_numpy())


def moment(value: Any, name: str) -> int | None:
    """One time as users give it: ms since 1970, ISO 8601 text, a date or datetime of any kind (without a zone: UTC); None stays None.

    Raises BacktestError (`bad_time`).
    """
    if value is None:
        return None
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        time = _engine.parse_time(value)
        if time is not None:
            return int(time)
    if isinstance(value, np.datetime64) and not np.isnat(value):
        return int(value.astype("datetime64[ms]").astype(np.int64))
    if isinstance(value, datetime.date) and value == value:  # NaT is not
        return _moment_of_date(value)
    raise BacktestError("bad_time", f"{value!r} is no time", name, "2024-01-01, 2024-01-01T12:00:00Z, a datetime, or ms since 1970", "", 2)


def _moment_of_date(value: datetime.date) -> int:
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        value = value.replace(tzinfo=_EPOCH.tzinfo)
    return (value - _EPOCH) // datetime.timedelta(milliseconds=1)
