"""The engine's indicators over whole columns: the values that strategies see in a run.

Each takes candles (a pandas frame, or a mapping of arrays: ``open``, ``high``, ``low``, ``close``, ``volume``) or, where it needs one column only, that
column. A frame or a series gives a series with its index, anything else a numpy array; values are NaN where the indicator is not defined yet. What each of
them means is in `docs/strategies.md`.

Raises:
    TypeError: a parameter is missing, or a single column is given where several are needed.
    ValueError: an unknown indicator (the message names the nearest), a parameter out of range, a column that is not there.
"""

from typing import Any, NamedTuple

import numpy as np

from strategyOrchestrator import _engine
from strategyOrchestrator._frames import Floats, Table
from strategyOrchestrator._strategy_shape import indicator_column

#: Columns that an indicator reads; of those that are not listed it is the close.
_COLUMNS = {
    "true_range": ("high", "low", "close"),
    "atr": ("high", "low", "close"),
    "highest": ("high",),
    "lowest": ("low",),
    "volume_sma": ("volume",),
}
_ALL = ("open", "high", "low", "close", "volume")


class Bands(NamedTuple):
    """Bollinger bands."""

    lower: Any
    middle: Any
    upper: Any


def names() -> list[str]:
    """The indicators that there are."""
    return list(_engine.indicator_parameters())


def indicator(name: str, data: Any, *params: float) -> Any:
    """An indicator by name: ``indicator("ema", frame, 9)``. Parameters are in the indicator's order; those left out have their defaults."""
    if name in names():
        columns = _columns(name, data)
    else:
        columns = dict.fromkeys(_ALL, np.empty(0))  # the engine says what there is instead
    parameters = [float(value) for value in params]
    values = _engine.indicator(name, parameters, *(columns[field] for field in _ALL))
    return _like(data, values, indicator_column(name, parameters))


def _columns(name: str, data: Any) -> dict[str, Floats]:
    """The columns that the engine wants to see; those that this indicator does not read are the last one of those that it reads."""
    needed = _COLUMNS.get(name, ("close",))
    if _is_candles(data):
        table = Table(data)
        read = {field: table.floats(field) for field in needed}
    elif len(needed) == 1:
        read = {needed[0]: np.ascontiguousarray(data, dtype=np.float64)}
    else:
        raise TypeError(f"{name} reads {', '.join(needed)}: give a frame or a mapping of columns, not one column")
    if read[needed[-1]].ndim != 1:
        raise TypeError(f"{name} takes columns of one dimension")
    return {field: read.get(field, read[needed[-1]]) for field in _ALL}


def _is_candles(data: Any) -> bool:
    return hasattr(data, "columns") or hasattr(data, "keys") and not hasattr(data, "dtype")


def _like(data: Any, values: Floats, name: str) -> Any:
    """A series where the data has an index."""
    if getattr(data, "index", None) is None or not hasattr(data, "iloc"):
        return values
    import pandas as pd

    return pd.Series(values, index=data.index, name=name)


def ema(data: Any, period: int) -> Any:
    """Exponential moving average of the close, started with the first close."""
    return indicator("ema", data, period)


def sma(data: Any, period: int) -> Any:
    """Mean of the newest ``period`` closes."""
    return indicator("sma", data, period)


def wma(data: Any, period: int) -> Any:
    """Weighted mean of the newest closes, weights 1 (oldest) to ``period`` (newest)."""
    return indicator("wma", data, period)


def stddev(data: Any, period: int = 20) -> Any:
    """Population standard deviation of the newest closes."""
    return indicator("stddev", data, period)


def bollinger(data: Any, period: int = 20, width: float = 2.0) -> Bands:
    """The three Bollinger bands: mean of the newest closes, and ``width`` standard deviations below and above."""
    return Bands(bollinger_lower(data, period, width), bollinger_middle(data, period, width), bollinger_upper(data, period, width))


def bollinger_middle(data: Any, period: int = 20, width: float = 2.0) -> Any:
    """Mean of the newest closes."""
    return indicator("bollinger_middle", data, period, width)


def bollinger_upper(data: Any, period: int = 20, width: float = 2.0) -> Any:
    """Middle + width * standard deviation."""
    return indicator("bollinger_upper", data, period, width)


def bollinger_lower(data: Any, period: int = 20, width: float = 2.0) -> Any:
    """Middle - width * standard deviation."""
    return indicator("bollinger_lower", data, period, width)


def rsi(data: Any, period: int = 14) -> Any:
    """Wilder's relative strength index of the close, 0 to 100."""
    return indicator("rsi", data, period)


def true_range(data: Any) -> Any:
    """Range of the bar including the gap before it. Reads high, low and close."""
    return indicator("true_range", data)


def atr(data: Any, period: int = 14) -> Any:
    """Wilder's average of the true range. Reads high, low and close."""
    return indicator("atr", data, period)


def highest(data: Any, period: int) -> Any:
    """Highest high of the newest bars, the bar itself included."""
    return indicator("highest", data, period)


def lowest(data: Any, period: int) -> Any:
    """Lowest low of the newest bars, the bar itself included."""
    return indicator("lowest", data, period)


def highest_close(data: Any, period: int) -> Any:
    """Highest of the newest closes."""
    return indicator("highest_close", data, period)


def lowest_close(data: Any, period: int) -> Any:
    """Lowest of the newest closes."""
    return indicator("lowest_close", data, period)


def momentum(data: Any, period: int) -> Any:
    """close / close ``period`` bars ago - 1."""
    return indicator("momentum", data, period)


def macd(data: Any, fast: int = 12, slow: int = 26) -> Any:
    """ema(fast) - ema(slow)."""
    return indicator("macd", data, fast, slow)


def macd_signal(data: Any, fast: int = 12, slow: int = 26, signal: int = 9) -> Any:
    """Exponential moving average of the macd."""
    return indicator("macd_signal", data, fast, slow, signal)


def macd_histogram(data: Any, fast: int = 12, slow: int = 26, signal: int = 9) -> Any:
    """macd - macd_signal."""
    return indicator("macd_histogram", data, fast, slow, signal)


def volume_sma(data: Any, period: int) -> Any:
    """Mean of the newest volumes."""
    return indicator("volume_sma", data, period)
