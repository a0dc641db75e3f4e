"""Frames of several libraries behind one interface; none of the libraries is imported unless the user did."""

import sys
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from strategyOrchestrator import _times

Numbers = npt.NDArray[np.float64]


class Table(Protocol):
    """Columns by position."""

    names: list[str]

    def numbers(self, column: int) -> Numbers:
        """float64, NaN for missing values. Raises ValueError or TypeError when it has no numbers."""

    def times(self, column: int) -> _times.Milliseconds:
        """Raises ValueError when a value is no time."""

    def index_times(self, names: tuple[str, ...]) -> _times.Milliseconds | None:
        """The index, if it has datetimes or one of the names."""


def table_of(frame: Any) -> "Table | None":
    """The frame's table; None when it is no frame that is known."""
    pandas, polars, pyarrow = (sys.modules.get(name) for name in ("pandas", "polars", "pyarrow"))
    if pandas and isinstance(frame, pandas.Series):
        frame = frame.to_frame()
    if pandas and isinstance(frame, pandas.DataFrame):
        return _PandasTable(frame)
    if polars and isinstance(frame, polars.DataFrame):
        return _PolarsTable(frame)
    if pyarrow and isinstance(frame, pyarrow.RecordBatch):
        frame = pyarrow.Table.from_batches([frame])
    if pyarrow and isinstance(frame, pyarrow.Table):
        return _ArrowTable(frame)
    return None


class _PandasTable:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = [str(name) for name in frame.columns]

    def numbers(self, column: int) -> Numbers:
        return np.asarray(self._frame.iloc[:, column].to_numpy(dtype=np.float64, na_value=np.nan))

    def times(self, column: int) -> _times.Milliseconds:
        return _times.milliseconds(_times_of_pandas(self._frame.iloc[:, column]))

    def index_times(self, names: tuple[str, ...]) -> _times.Milliseconds | None:
        index = self._frame.index
        if getattr(index, "nlevels", 1) > 1 or (index.dtype.kind != "M" and plain_name(str(index.name)) not in names):
            return None
        return _times.milliseconds(_times_of_pandas(index.to_series()))


def _times_of_pandas(series: Any) -> npt.NDArray[Any]:
    if series.dtype.kind == "M":
        if series.dt.tz is not None:
            series = series.dt.tz_convert("UTC").dt.tz_localize(None)
        return np.asarray(series.to_numpy(dtype=None if isinstance(series.dtype, np.dtype) else "datetime64[ns]"))
    if series.dtype.kind in "iu":
        return np.asarray(series.to_numpy(dtype=np.float64 if series.hasnans else np.int64))
    return np.asarray(series.to_numpy())


class _PolarsTable:
    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self.names = list(frame.columns)

    def numbers(self, column: int) -> Numbers:
        import polars

        try:
            return np.asarray(self._frame.to_series(column).cast(polars.Float64).to_numpy())
        except polars.exceptions.PolarsError as error:
            raise ValueError(str(error)) from None

    def times(self, column: int) -> _times.Milliseconds:
        import polars

        series = self._frame.to_series(column)
        if series.null_count():
            raise ValueError(f"row {series.is_null().arg_max()} is null")
        if series.dtype == polars.Date:
            series = series.cast(polars.Datetime("ms"))
        if series.dtype == polars.Datetime:
            return np.asarray(series.dt.timestamp("ms").to_numpy())
        return _times.milliseconds(np.asarray(series.to_numpy()))

    def index_times(self, names: tuple[str, ...]) -> None:
        return None


class _ArrowTable:
    def __init__(self, table: Any) -> None:
        self._table = table
        self.names = list(table.column_names)

    def numbers(self, column: int) -> Numbers:
        import pyarrow

        return np.asarray(self._table.column(column).cast(pyarrow.float64(), safe=False).to_numpy())

    def times(self, column: int) -> _times.Milliseconds:
        import pyarrow

        values = self._table.column(column)
        if values.null_count:
            row = pyarrow.compute.index(values.is_null(), True).as_py()
            raise ValueError(f"row {row} is null")
        if pyarrow.types.is_date(values.type):
            values = values.cast(pyarrow.timestamp("ms"))
        if pyarrow.types.is_timestamp(values.type):
            values = values.cast(pyarrow.timestamp("ms", values.type.tz), safe=False).cast(pyarrow.int64())
        return _times.milliseconds(np.asarray(values.to_numpy()))

    def index_times(self, names: tuple[str, ...]) -> None:
        return None


def plain_name(name: str) -> str:
    """`Open time`, `openTime` and `open_time` are one name: `opentime`."""
    return name.lower().replace("_", "").replace(" ", "")
