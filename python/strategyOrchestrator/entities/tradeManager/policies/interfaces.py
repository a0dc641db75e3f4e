"""Rules of trades that users may replace. A function of the same signature does as well as a class."""

from typing import Any

from strategyOrchestrator._engine import Book, Candle, FillRecord, TradeEvent

__all__ = ["Book", "ExitResolver", "FillPolicy"]


class FillPolicy:
    """How an event becomes fills.

    A policy that may fill worse than ``price * (1 + side * slippage)`` also has a method ``worst_price(event, slippage)``: what admission reserves cash
    for, not knowing the candle.
    """

    def fill(self, event: TradeEvent, book: Book) -> list[FillRecord]:
        """The fills of an event; fees are added later. Fewer than the whole quantity may be filled for IOC legs, nothing for a FOK leg that cannot be
        filled whole; everything else fills whole. ``book.slippage`` is 0 for limit legs and take-profits."""
        raise NotImplementedError


class ExitResolver:
    """Replaces the bracket rules: called for each candle from that of the first fill on. Prices are None where there is no such exit."""

    def __call__(self, candle: Candle, tp_price: "float | None", sl_price: "float | None", direction: int) -> "dict[str, Any] | None":
        """None, or ``{"price": …, "label": …}``; the label becomes the trade's ``exit_type``."""
        raise NotImplementedError
