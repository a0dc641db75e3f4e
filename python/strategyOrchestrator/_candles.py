"""Stored candles as frames and arrays over the mapped file: nothing is copied."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from strategyOrchestrator import _engine, _times
from strategyOrchestrator.errors import BacktestError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    import pyarrow as pa

PRICES = ("open", "high", "low", "close", "volume")
Columns = dict[str, "npt.NDArray[Any]"]


def candles(
    symbol: str,
    interval: str,
    *,
    start: Any = None,
    end: Any = None,
    limit: int | None = None,
    newest_first: bool = False,
    root: str | os.PathLike[str] | None = None,
    exchange: str = "binance",
    market: str = "spot",
    as_: str = "pandas",
) -> Any:
    """Stored candles: views of the mapped file (read only), which stay valid as long as something holds them. An interval that is not stored is resampled
    from a finer one.

    Args:
        symbol: in either spelling. A name that tells its market (``BTC/USDT:USDT``) overrides ``market``.
        interval: ``"1h"`` and so on.
        start, end: of open times, ``end`` not included: ISO 8601 text, a date or datetime of any kind (without a zone: UTC), or ms since 1970.
        limit: at most so many candles, the first of the range, or with ``newest_first`` the last.
        newest_first: the newest candle first. Arrow and polars have no arrays that run backwards: these are then copied.
        root: the candle store; default: ``$ORCHESTRATOR_DATA``, else ``./data``.
        exchange, market: folders of the store; ``market`` is ``spot``, ``um`` or ``cm``.
        as_: ``"pandas"``: a DataFrame with the columns ``open high low close volume`` and a DatetimeIndex ``open_time`` (UTC). ``"polars"``, ``"arrow"``: a
            frame or table with ``open_time`` (timestamp, ms, UTC) as its first column. ``"numpy"``: a dict of arrays, ``open_time`` as ms since 1970.

    Raises BacktestError: nothing of the kind is stored (`series_not_found`), a file is damaged, or an argument means nothing.
    """
    made: dict[str, Callable[[Columns], Any]] = {"pandas": _pandas, "polars": _polars, "arrow": arrow_table, "numpy": dict}
    if as_ not in made:
        raise BacktestError("bad_value", f"as_ is {as_!r}", "as_", f"one of {', '.join(made)}", "", 2)
    market = _engine.market_of_symbol(symbol) or market
    store = _engine.StoredCandles("" if root is None else os.fspath(root), exchange, market)
    return made[as_](columns_of(store, symbol, interval, start, end, limit, newest_first))


def columns_of(
    store: _engine.StoredCandles,
    symbol: str,
    interval: str,
    start: Any = None,
    end: Any = None,
    limit: int | None = None,
    newest_first: bool = False,
) -> Columns:
    """Arrays by name, views of the store's memory: open_time (int64, ms since 1970, UTC), then the prices and volume (float64)."""
    if limit is not None and limit < 1:
        raise BacktestError("bad_value", f"limit is {limit}", "limit", "at least 1, or None for all", "", 2)
    begin, until = _times.moment(start, "start"), _times.moment(end, "end")
    arrays = store.fetch_candles(symbol, interval, limit or 0, begin, until, newest_first)
    return {name: array[::-1] if newest_first else array for name, array in zip(("open_time", *PRICES), arrays, strict=True)}


def _pandas(columns: Columns) -> "pd.DataFrame":
    import pandas as pd

    index = _times.utc_index(columns["open_time"], "open_time")
    return pd.DataFrame({name: columns[name] for name in PRICES}, index=index, copy=False)


def arrow_table(columns: Columns) -> "pa.Table":
    """The columns as an Arrow table over the same memory."""
    import numpy as np
    import pyarrow as pa

    def array_of(values: "npt.NDArray[Any]", kind: "pa.DataType") -> "pa.Array":
        values = np.ascontiguousarray(values)
        memory = pa.foreign_buffer(values.ctypes.data, values.nbytes, base=values)
        return pa.Array.from_buffers(kind, len(values), [None, memory])

    arrays = [array_of(columns["open_time"], pa.timestamp("ms", tz="UTC")), *(array_of(columns[name], pa.float64()) for name in PRICES)]
    return pa.table(arrays, names=["open_time", *PRICES])


def _polars(columns: Columns) -> Any:
    import polars

    return polars.from_arrow(arrow_table(columns), rechunk=False)
