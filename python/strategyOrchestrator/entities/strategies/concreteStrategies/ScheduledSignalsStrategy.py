"""Replays signals that were made elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class ScheduledSignalsStrategy(NativeStrategy):
    """Decides what ``signals`` lists.

    Args:
        signals: dicts with ``time`` (of the decision bar, ms or ISO 8601), ``signal`` (``"BUY"``, ``"SELL"``), and where wanted ``symbol``,
            ``entry_price``, ``tp_price``, ``sl_price``, ``confidence``.
        lookback: bars.
        joined: one job with all symbols.
    """

    builtin = "scheduled"

    def __init__(self, signals: Sequence[Mapping[str, Any]] | None = None, lookback: int = 1, joined: bool = False, **others: Any) -> None:
        listed = None if signals is None else [dict(signal) for signal in signals]
        super().__init__(signals=listed, lookback=lookback, joined=joined, **others)
