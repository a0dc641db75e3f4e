"""Follows a close that leaves the Bollinger bands."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class BollingerBreakoutStrategy(NativeStrategy):
    """BUY when the close crosses up through the upper band, SELL when it crosses down through the lower one.

    Args:
        period: bars.
        width: standard deviations between middle and band.
    """

    builtin = "bollinger_breakout"

    def __init__(self, period: int = 20, width: float = 2.0, **others: Any) -> None:
        super().__init__(period=period, width=width, **others)
