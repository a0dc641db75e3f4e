"""The engine's capacity policies: how many trades at once."""

from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.portfolio.policies.interfaces import CapacityPolicy

__all__ = ["LegCapacity", "NativeCapacity", "SymbolCapacity"]


class NativeCapacity(NativePolicy, CapacityPolicy):
    """A capacity policy of the engine. In a run the engine uses its own object, unless a derived class overrides ``admit``."""

    kind = "capacity_policy"
    rule = ("admit",)
    _native: _engine.NativeCapacityPolicy

    def admit(self, meta: _engine.TradeMeta, new_legs: int, state: _engine.CapacityState) -> _engine.CapacityVerdict:
        return self._native.admit(meta, new_legs, state)


class LegCapacity(NativeCapacity):
    """At most ``max_legs`` legs, filled or waiting, over all symbols."""

    builtin = "leg_capacity"

    def __init__(self, max_legs: int = 5, **others: Any) -> None:
        super().__init__(max_legs=max_legs, **others)


class SymbolCapacity(NativeCapacity):
    """At most ``max_symbols`` symbols with an open trade or a waiting leg."""

    builtin = "symbol_capacity"

    def __init__(self, max_symbols: int = 5, **others: Any) -> None:
        super().__init__(max_symbols=max_symbols, **others)
