"""The class that strategies derive from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    import pandas as pd

#: Bars of the decision window of a strategy that says nothing else.
DEFAULT_LOOKBACK = 200


class BaseStrategy:
    """Looks at bars and makes decisions. Only :meth:`decide` (or :meth:`decide_all`) must be written.

    Each job of a run (by default: each symbol) has an instance of its own, made with the configuration's ``params`` as keyword arguments; instances of
    several jobs work in several processes.
    """

    #: What ``decide`` gets: ``"pandas"``, a DataFrame; ``"numpy"``, a mapping of column names to arrays, which costs a fifth.
    window: ClassVar[str] = "pandas"

    def __init__(self, **params: Any) -> None:
        self.params: dict[str, Any] = dict(params)

    def decide(self, df: "pd.DataFrame", interval: str, **kwargs: Any) -> Any:
        """The decision on the newest bar, ``df.iloc[-1]``.

        Args:
            df: the last ``get_required_lookback()`` bars, newest last: ``open_time`` (int, ms since 1970 UTC), ``open``, ``high``, ``low``, ``close``,
                ``volume`` (float), then the columns of :meth:`required_indicators`. A job of several symbols has two-level columns
                (symbol, field). It is read only (``df.copy()`` may be changed), and a view: it costs nothing.
            interval: ``"1h"`` and so on.
            kwargs: ``tp_ratio`` and ``sl_ratio`` of the run (fractions, or None), and ``symbol`` (the job's first).

        Returns:
            None, or a dict: ``signal`` (``"BUY"``, ``"SELL"``, ``"NO"``); and where wanted ``entry_price``, ``tp_price``, ``sl_price`` (quote currency),
            ``confidence``, ``meta`` (a dict), ``strategy_name``; ``legs`` (a list of OrderLeg), ``crossing_policy``, ``max_holding_bars``,
            ``trailing_stop_pct``, ``exit_resolver``. A job of several symbols: also ``symbol``, or a list of such dicts.
        """
        raise NotImplementedError(f"{type(self).__name__} has no decide()")

    def get_required_lookback(self, interval: str | None = None) -> int:
        """Bars of the decision window, and before the first decision. Default: ``params["lookback"]``, else the longest of
        :meth:`get_indicator_periods`, else 200."""
        params = getattr(self, "params", {})
        if "lookback" in params:
            return int(params["lookback"])
        periods = [int(period) for period in _flat(self.get_indicator_periods())]
        return max(periods) + 1 if periods else DEFAULT_LOOKBACK

    def work_units(self, symbols: Sequence[str]) -> list[dict[str, list[str]]]:
        """The jobs of a run: dicts with ``symbols`` that are decided on together. Default: one a symbol."""
        return [{"symbols": [symbol]} for symbol in symbols]

    def filter_symbols(self, symbols: Sequence[str]) -> list[str]:
        """The symbols worth deciding on, in order. Default: all."""
        return list(symbols)

    def aggregate_signals(self, decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The decisions of one bar, once more, before they become proposals. Default: unchanged."""
        return decisions

    def required_indicators(self, interval: str | None = None) -> list[Any]:
        """Indicators that the engine computes: ``("ema", 9)`` becomes the column ``ema_9`` of ``decide``'s frame. `docs/strategies.md` lists them."""
        return []

    def get_indicator_periods(self) -> dict[str, Any]:
        """Periods by indicator name, for display and for the default lookback."""
        return {}

    def fit(self, df: "pd.DataFrame") -> None:
        """Learns from the warm-up bars, those before the first decision; once a job."""

    def reset(self) -> None:
        """Forgets what earlier bars left behind; called before a job."""

    def set_params(self, **params: Any) -> "BaseStrategy":
        """Changes parameters; returns itself."""
        self.params = {**getattr(self, "params", {}), **params}
        return self

    def get_params(self) -> dict[str, Any]:
        """The parameters by name."""
        return dict(getattr(self, "params", {}))


def _flat(periods: dict[str, Any]) -> list[Any]:
    values: list[Any] = []
    for value in periods.values():
        values.extend(value if isinstance(value, (list, tuple)) else [value])
    return values
