"""Back-tests of trading strategies: ``import strategyOrchestrator as so``, then :func:`run`.

Names are loaded when they are first used, so that the import costs next to nothing.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strategyOrchestrator import indicators
    from strategyOrchestrator._candles import candles
    from strategyOrchestrator._run import run
    from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
    from strategyOrchestrator.errors import BacktestError
    from strategyOrchestrator.result import Result

    __version__: str

__all__ = ["BacktestError", "BaseStrategy", "Result", "__version__", "candles", "indicators", "run"]

_HOMES = {
    "BacktestError": "errors",
    "BaseStrategy": "entities.strategies.BaseStrategy",
    "Result": "result",
    "__version__": "_engine",
    "candles": "_candles",
    "run": "_run",
}


if not TYPE_CHECKING:  # to type checkers every name would be there

    def __getattr__(name: str) -> Any:
        if name == "indicators":
            return importlib.import_module(f"{__name__}.indicators")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, "indicators"})
