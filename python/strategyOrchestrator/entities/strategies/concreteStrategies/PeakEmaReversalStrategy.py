"""Buys the pull-back after a price peak."""

from typing import Any

from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class PeakEMAReversalStrategy(NativeStrategy):
    """A price peak that has just happened, falling candles after it, a pull-back to an EMA: then it buys. It never sells.

    Args:
        recent: newest bars that must hold the peak; None: 7, or 5 on ``1w``.
        total: bars of the window; None: 200, or 52 on ``1w``.
        buffer: a high this fraction above its open makes a bar a rising one; None: 0.1, or 0.2 on ``1w``.
        peak_factor: the peak's high is at least this many times the EMA.
        peak_ema: period of the EMA at the peak, bars.
        entry_ema: period of the entry's EMA when all bars after the peak fall.
        entry_ema_one_rising: the same when exactly one rises.
    """

    builtin = "peak_ema_reversal"

    def __init__(
        self,
        recent: int | None = None,
        total: int | None = None,
        buffer: float | None = None,
        peak_factor: float = 1.2,
        peak_ema: int = 15,
        entry_ema: int = 15,
        entry_ema_one_rising: int = 33,
        **others: Any,
    ) -> None:
        super().__init__(
            recent=recent,
            total=total,
            buffer=buffer,
            peak_factor=peak_factor,
            peak_ema=peak_ema,
            entry_ema=entry_ema,
            entry_ema_one_rising=entry_ema_one_rising,
            **others,
        )


PeakEmaReversalStrategy = PeakEMAReversalStrategy
