"""Several strategies that vote."""

from collections.abc import Mapping, Sequence
from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy


class EnsembleStrategy(NativeStrategy):
    """Each member decides on the same bar; ``method`` turns their votes into one decision (`docs/strategies.md`).

    Args:
        strategies: members: strategy objects or classes, also of Python, or specifications as in a configuration.
        weights: one number >= 0 a member; None: equal.
        method: ``"weighted"``, ``"majority"``, ``"any"`` or ``"unanimous"``.
        threshold: of ``weighted``: share of the weight that BUY must have over SELL, or SELL over BUY.
    """

    builtin = "ensemble"

    def __init__(
        self,
        strategies: Sequence[Any] = (),
        weights: Sequence[float] | None = None,
        method: str = "weighted",
        threshold: float = 0.5,
        **others: Any,
    ) -> None:
        self._take({"strategies": strategies, "weights": weights, "method": method, "threshold": threshold, **others})

    def add_strategy(self, strategy: Any, weight: float = 1.0) -> "EnsembleStrategy":
        """Adds a member, as ``strategies`` takes them; returns itself."""
        members = self.params["strategies"]
        weights = self.params["weights"] or ([1.0] * len(members) if weight != 1.0 else None)
        return self.set_params(strategies=[*members, strategy], weights=None if weights is None else [*weights, weight])

    def set_params(self, **params: Any) -> "EnsembleStrategy":
        """Changes parameters, which are checked as the constructor checks them; returns itself. After an error nothing has changed."""
        self._take({**self.params, **params})
        return self

    def _take(self, params: Mapping[str, Any]) -> None:
        members = [as_strategy(given) for given in params["strategies"]]
        weights = None if params["weights"] is None else [float(weight) for weight in params["weights"]]
        given = {**params, "strategies": [], "weights": weights}
        checked = _engine.native_params(self.kind, self.builtin, {name: value for name, value in given.items() if value is not None})
        before = vars(self).get("params")
        self.params = {**checked, "strategies": members}
        try:
            if members:
                self._make_native()
        except Exception:
            self.params = before or self.params
            raise

    def __getattr__(self, name: str) -> Any:
        if name == "_native":
            raise ValueError("an ensemble needs at least one strategy: add_strategy")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        if self.params["strategies"]:
            self._make_native()


def as_strategy(given: Any) -> BaseStrategy:
    """A strategy object from an object, a class, or any form in which a configuration names one.

    Raises TypeError and ValueError for what is none, and for parameters that can't be meant.
    """
    from strategyOrchestrator.entities.strategies.concreteStrategies._catalogue import BUILTINS
    from strategyOrchestrator.LoadComponent import load_component

    token = given.get("builtin") if isinstance(given, Mapping) else given
    if isinstance(token, str) and token not in BUILTINS and not any(token == cls.__name__ for cls in BUILTINS.values()):
        _engine.native_params("strategy", token, {})  # says what there is instead
    strategy = load_component(given, BUILTINS, BaseStrategy, "strategy")
    if not isinstance(strategy, BaseStrategy) or given is None:
        raise TypeError(f"{given!r} is no strategy: it must derive from BaseStrategy")
    return strategy
