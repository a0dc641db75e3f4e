"""Bets on the return from an extreme."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class RSIReversionStrategy(NativeStrategy):
    """BUY when the RSI crosses up through ``oversold``, SELL when it crosses down through ``overbought``.

    Args:
        period: bars.
        oversold, overbought: levels, 0 to 100.
    """

    builtin = "rsi_reversion"

    def __init__(self, period: int = 14, oversold: float = 30, overbought: float = 70, **others: Any) -> None:
        super().__init__(period=period, oversold=oversold, overbought=overbought, **others)


RsiReversionStrategy = RSIReversionStrategy
