"""The engine's fee models: a fraction of each fill's notional."""

from collections.abc import Mapping
from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.portfolio.policies.interfaces import EventCostModel

__all__ = ["NativeFee", "PerSymbolFee", "StaticFee"]


class NativeFee(NativePolicy, EventCostModel):
    """A fee model of the engine. In a run the engine uses its own object, unless a derived class overrides ``__call__``."""

    kind = "fee_model"
    rule = ("__call__",)
    _native: _engine.NativeCostModel

    def __call__(self, event: _engine.TradeEvent) -> float:
        return self._native(event)


class StaticFee(NativeFee):
    """The same rate for every fill: a fraction, >= 0 and < 1."""

    builtin = "static"

    def __init__(self, rate: float = 0.001, **others: Any) -> None:
        super().__init__(rate=rate, **others)


class PerSymbolFee(NativeFee):
    """A rate for each symbol.

    Args:
        rates: fractions by symbol, added to the engine's own: BTCUSDT 0.0005, ETHUSDT 0.001, XRPUSDT 0.0015.
        default: rate of symbols that are not listed.
    """

    builtin = "per_symbol"

    def __init__(self, rates: Mapping[str, float] | None = None, default: float = 0.001, **others: Any) -> None:
        super().__init__(rates=None if rates is None else dict(rates), default=default, **others)
