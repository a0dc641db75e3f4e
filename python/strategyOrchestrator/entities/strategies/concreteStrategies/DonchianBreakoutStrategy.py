"""Follows a close that leaves the channel of the bars before it."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class DonchianBreakoutStrategy(NativeStrategy):
    """BUY on the first close above the highest high of the ``entry`` bars before it, SELL on the first below the lowest low of the ``exit`` bars.

    Args:
        entry, exit: bars.
    """

    builtin = "donchian_breakout"

    def __init__(self, entry: int = 20, exit: int = 10, **others: Any) -> None:
        super().__init__(entry=entry, exit=exit, **others)
