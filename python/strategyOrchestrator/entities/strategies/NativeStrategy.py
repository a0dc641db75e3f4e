"""The engine's own strategies as Python classes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from strategyOrchestrator import _engine
from strategyOrchestrator._frames import INTERVALS, Arrays, Table, candle_arrays, interval_of, open_times
from strategyOrchestrator._loading import Shared
from strategyOrchestrator._native import Native, spec_of
from strategyOrchestrator._plain import split_value
from strategyOrchestrator._strategy_shape import indicator_column
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy

if TYPE_CHECKING:
    import pandas as pd

#: Stands for every interval but ``1w`` where none is given.
ANY_INTERVAL = "1h"


class NativeStrategy(Native, BaseStrategy):
    """A strategy of the engine. Its rule is in `docs/strategies.md`, and is the engine's own, also when Python asks.

    In a run the engine uses its own object instead of this one, unless a class derived from it overrides a method. Such a class may call
    ``super().decide(df, interval, **kwargs)``.

    Raises:
        TypeError: a parameter that there is not (with the nearest name), or of another type.
        ValueError: a value that it must not have.
    """

    kind = "strategy"
    rule: ClassVar[tuple[str, ...]] = (
        *(name for name in vars(BaseStrategy) if not name.startswith("_") and name != "window"),
        "decide_all",
    )
    _native: _engine.NativeStrategy

    def __init__(self, **params: Any) -> None:
        super().__init__(**_engine.native_params(self.kind, self.builtin, params))
        self._make_native()

    def _make_native(self) -> None:
        plain, members = split_value(spec_of(self), "/strategy")
        self._native = _engine.NativeStrategy(plain, {place: Shared(member) for place, member in members.items()})

    def native_params(self) -> dict[str, Any]:
        return {name: value for name, value in self.params.items() if value is not None}

    def decide(self, df: "pd.DataFrame | Mapping[str, Any]", interval: str, **kwargs: Any) -> dict[str, Any]:
        """The decision on the newest bar.

        Args:
            df: any frame (or mapping of arrays) with ``open``, ``high``, ``low``, ``close``, ``volume`` of one symbol, oldest first. Columns of
                :meth:`required_indicators` are used where they are there, e.g. ``ema_9``; otherwise the engine computes them over the frame.
            interval: of the bars.
            kwargs: ``tp_ratio``, ``sl_ratio`` and ``symbol``, which only strategies in an ensemble look at.

        Returns:
            A dict as :meth:`BaseStrategy.decide` describes it; ``"NO"`` for a frame of fewer bars than the lookback. What the engine is to work out (an
            entry price that is the close, exits by the run's ratios) is left out.
        """
        requests = self._native.required_indicators(interval)
        names = [indicator_column(name, parameters) for name, parameters in requests]
        table = Table(df)
        missing = any(name not in table for name in names)
        bars = _bars(table, interval, None if missing else self._native.lookback(interval))
        rows = len(bars[0])
        columns = [table.floats(name)[-rows:] if name in table else None for name in names]
        return self._native.decide(
            bars, columns, interval, _ratio(kwargs, "tp_ratio"), _ratio(kwargs, "sl_ratio"), str(kwargs.get("symbol") or "")
        )

    def get_required_lookback(self, interval: str | None = None) -> int:
        return self._native.lookback(interval or ANY_INTERVAL)

    def required_indicators(self, interval: str | None = None) -> list[Any]:
        """``[("ema", 9.0), …]``: what :meth:`decide` reads, as columns ``ema_9`` and so on."""
        return [(name, *parameters) for name, parameters in self._native.required_indicators(interval or ANY_INTERVAL)]

    def get_indicator_periods(self, interval: str | None = None) -> dict[str, Any]:
        return dict(self._native.indicator_periods(interval or ANY_INTERVAL))

    def fit(self, df: "pd.DataFrame | Mapping[str, Any]") -> None:
        """Shows the warm-up bars; their interval is told from their times."""
        table = Table(df)
        times = open_times(table)
        if times is not None and len(times) > 1:
            interval = interval_of(times)
            self._native.fit(_bars(table, interval, None), interval)

    def reset(self) -> None:
        self._native.reset()

    def set_params(self, **params: Any) -> "NativeStrategy":
        """Changes parameters, which are checked as the constructor checks them; returns itself. What bars left behind is forgotten."""
        changed = {name: value for name, value in {**self.params, **params}.items() if value is not None}
        self.params = _engine.native_params(self.kind, self.builtin, changed)
        self._make_native()
        return self

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.native_params().items())})"


def _bars(table: Table, interval: str, rows: int | None) -> Arrays:
    """The newest rows' columns, or all."""
    bars = candle_arrays(table, INTERVALS.get(interval, 0))
    if rows is None or rows >= len(bars[0]):
        return bars
    times, opens, highs, lows, closes, volumes = bars
    return times[-rows:], opens[-rows:], highs[-rows:], lows[-rows:], closes[-rows:], volumes[-rows:]


def _ratio(kwargs: Mapping[str, Any], name: str) -> float:
    value = kwargs.get(name)
    return float("nan") if value is None else float(value)
