"""Two moving averages that cross."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class EMACrossStrategy(NativeStrategy):
    """BUY when the fast EMA crosses up through the slow one, SELL when it crosses down.

    Args:
        fast, slow: periods, bars; ``fast`` is smaller.
    """

    builtin = "ema_cross"

    def __init__(self, fast: int = 9, slow: int = 21, **others: Any) -> None:
        super().__init__(fast=fast, slow=slow, **others)


EmaCrossStrategy = EMACrossStrategy
