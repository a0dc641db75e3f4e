"""One execution as the policies see it."""

from strategyOrchestrator._engine import TradeEvent

__all__ = ["TradeEvent"]
