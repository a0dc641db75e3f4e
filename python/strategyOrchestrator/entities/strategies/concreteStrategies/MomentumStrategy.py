"""Follows a price that gathers speed."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class MomentumStrategy(NativeStrategy):
    """BUY when the momentum crosses up through the threshold, SELL when it crosses down through its negative.

    Args:
        window: bars over which the momentum is taken.
        threshold: a fraction, >= 0.
    """

    builtin = "momentum"

    def __init__(self, window: int = 20, threshold: float = 0.0, **others: Any) -> None:
        super().__init__(window=window, threshold=threshold, **others)
