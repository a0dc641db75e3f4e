"""The engine's fill policies: how an event becomes fills."""

from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.tradeManager.policies.interfaces import Book, FillPolicy

__all__ = ["AggressiveMarketPolicy", "Book", "FillPolicy", "NativeFillPolicy", "VWAPDepthPolicy"]


class NativeFillPolicy(NativePolicy, FillPolicy):
    """A fill policy of the engine. In a run the engine uses its own object, unless a derived class overrides a method."""

    kind = "fill_policy"
    rule = ("fill", "worst_price")
    _native: _engine.NativeFillPolicy

    def fill(self, event: _engine.TradeEvent, book: Book) -> list[_engine.FillRecord]:
        return self._native.fill(event, book)

    def worst_price(self, event: _engine.TradeEvent, slippage: float) -> float:
        """The worst price that the event may be filled at, without knowing the candle: what admission reserves cash for."""
        return self._native.worst_price(event, slippage)


class AggressiveMarketPolicy(NativeFillPolicy):
    """One fill of the whole quantity at price * (1 + side * slippage)."""

    builtin = "aggressive_market"

    def __init__(self, **others: Any) -> None:
        super().__init__(**others)


class VWAPDepthPolicy(NativeFillPolicy):
    """Walks a modelled book: each of its levels offers volume * participation / depth, what is left over fills at the worst one.

    Args:
        depth: levels.
        participation: share of the candle's volume that is offered, > 0 and <= 1.
        level_bps: distance of the levels, basis points.
    """

    builtin = "vwap_depth"

    def __init__(self, depth: int = 5, participation: float = 0.1, level_bps: float = 1.0, **others: Any) -> None:
        super().__init__(depth=depth, participation=participation, level_bps=level_bps, **others)
