"""What sizing and capacity learn about a proposal."""

from strategyOrchestrator._engine import TradeMeta

__all__ = ["TradeMeta"]
