"""The engine's slippage models: a fraction of price, against us."""

from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.portfolio.policies.interfaces import EventCostModel

__all__ = ["NativeSlippage", "RandomSlippage", "StaticSlippage", "ZeroSlippage"]


class NativeSlippage(NativePolicy, EventCostModel):
    """A slippage model of the engine. In a run the engine uses its own object, unless a derived class overrides ``__call__``."""

    kind = "slippage_model"
    rule = ("__call__",)
    _native: _engine.NativeCostModel

    def __call__(self, event: _engine.TradeEvent) -> float:
        return self._native(event)


class ZeroSlippage(NativeSlippage):
    """No slippage."""

    builtin = "zero"

    def __init__(self, **others: Any) -> None:
        super().__init__(**others)


class StaticSlippage(NativeSlippage):
    """The same fraction of price for every fill that slips, >= 0 and < 1."""

    builtin = "static"

    def __init__(self, rate: float = 0.0, **others: Any) -> None:
        super().__init__(rate=rate, **others)


class RandomSlippage(NativeSlippage):
    """Uniform in [0, 0.001), a function of seed, proposal and leg.

    Args:
        seed: from 0 on; None: the run's, or 0 outside a run.
    """

    builtin = "random"

    def __init__(self, seed: int | None = None, **others: Any) -> None:
        if seed is not None and not 0 <= seed < 2**64:
            raise ValueError(f"seed is {seed}, but must be >= 0 and < 2**64")
        self._seed = None if seed is None else int(seed)
        super().__init__(**others)

    def native_seed(self) -> int | None:
        return self._seed

    def get_params(self) -> dict[str, Any]:
        return {"seed": self._seed}
