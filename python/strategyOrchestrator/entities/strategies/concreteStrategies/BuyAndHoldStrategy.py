"""The yardstick: buy once, keep."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class BuyAndHoldStrategy(NativeStrategy):
    """One BUY on the first bar, without take-profit and stop-loss. ``decide`` tells bars by their times: a frame should have them."""

    builtin = "buy_and_hold"

    def __init__(self, **others: Any) -> None:
        super().__init__(**others)
