"""One leg of an entry: how much, at which price, and how long it waits."""

from strategyOrchestrator._engine import OrderLeg

__all__ = ["OrderLeg"]
