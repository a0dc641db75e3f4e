"""What was filled, and what it did to cash."""

from strategyOrchestrator._engine import TransactionLedger

__all__ = ["TransactionLedger"]
