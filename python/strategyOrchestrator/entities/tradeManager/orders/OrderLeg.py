"""One leg of an entry."""

from strategyOrchestrator._engine import OrderLeg

__all__ = ["OrderLeg"]
