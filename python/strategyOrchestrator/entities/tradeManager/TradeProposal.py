"""A proposal with every price resolved, and what it comes to on its own."""

from strategyOrchestrator._engine import RealizedTrade, TradeProposal

__all__ = ["RealizedTrade", "TradeProposal"]
