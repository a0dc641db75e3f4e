"""What was filled."""

from strategyOrchestrator._engine import FillRecord

__all__ = ["FillRecord"]
