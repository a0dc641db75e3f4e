"""Builds trade plans and proposals step by step."""

from strategyOrchestrator._engine import TradeProposalBuilder

__all__ = ["TradeProposalBuilder"]
