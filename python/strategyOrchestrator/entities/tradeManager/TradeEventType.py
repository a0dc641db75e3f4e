"""What an event of the timeline is."""

from strategyOrchestrator._engine import TradeEventType

__all__ = ["TradeEventType"]
