"""The engine's sizing models: the quantity of a proposal of size 1, in base currency (contracts when inverse)."""

from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.portfolio.policies.interfaces import SizingModel

__all__ = ["FixedFraction", "FixedNotional", "FixedRisk", "FixedUnits", "NativeSizing", "SizingModel"]


class NativeSizing(NativePolicy, SizingModel):
    """A sizing model of the engine. In a run the engine uses its own object, unless a derived class overrides ``__call__``."""

    kind = "sizing_model"
    rule = ("__call__",)
    _native: _engine.NativeSizingModel

    def __call__(self, meta: _engine.TradeMeta, action: _engine.TradeEventType) -> float:
        return self._native(meta, action)


class FixedFraction(NativeSizing):
    """A fraction of equity at the entry reference price."""

    builtin = "fixed_fraction"

    def __init__(self, fraction: float = 0.1, **others: Any) -> None:
        super().__init__(fraction=fraction, **others)


class FixedUnits(NativeSizing):
    """The same quantity every time, in base currency (contracts when inverse)."""

    builtin = "fixed_units"

    def __init__(self, units: float | None = None, **others: Any) -> None:
        super().__init__(units=units, **others)


class FixedNotional(NativeSizing):
    """The same notional every time, in quote currency."""

    builtin = "fixed_notional"

    def __init__(self, notional: float | None = None, **others: Any) -> None:
        super().__init__(notional=notional, **others)


class FixedRisk(NativeSizing):
    """So much that the loss at the stop is ``risk`` * equity; nothing without a stop."""

    builtin = "fixed_risk"

    def __init__(self, risk: float | None = None, **others: Any) -> None:
        super().__init__(risk=risk, **others)
