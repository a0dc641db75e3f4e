"""The net position in one symbol."""

from strategyOrchestrator._engine import Position

__all__ = ["Position"]
