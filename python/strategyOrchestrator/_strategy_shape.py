"""What the engine asks of a strategy object, in a form that does not depend on how users wrote their methods."""

import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy

DECIDE_KEYWORDS = ("tp_ratio", "sl_ratio", "symbol")


@dataclass(frozen=True)
class Shape:
    """Which of the optional methods a strategy has, and what its ``decide`` takes."""

    decide_keywords: list[str]
    wants_arrays: bool
    has_decide: bool
    has_decide_all: bool
    aggregates: bool
    fits: bool


def _overrides(strategy: Any, name: str) -> bool:
    method = getattr(type(strategy), name, None) or getattr(strategy, name, None)
    return callable(method) and method is not getattr(BaseStrategy, name, None)


def accepted_keywords(function: Any, names: tuple[str, ...]) -> list[str]:
    """Those of the names that the function takes: all of them when it has ``**kwargs``."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return list(names)
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return list(names)
    known = {parameter.name for parameter in parameters if parameter.kind is not parameter.POSITIONAL_ONLY}
    return [name for name in names if name in known]


def shape_of(strategy: Any) -> Shape:
    has_decide = _overrides(strategy, "decide")
    window = getattr(strategy, "window", "pandas")
    if window not in ("pandas", "numpy"):
        raise ValueError(f"{type(strategy).__name__}.window is {window!r}: it must be 'pandas' or 'numpy'")
    return Shape(
        decide_keywords=accepted_keywords(strategy.decide, DECIDE_KEYWORDS) if has_decide else [],
        wants_arrays=window == "numpy",
        has_decide=has_decide,
        has_decide_all=_overrides(strategy, "decide_all"),
        aggregates=_overrides(strategy, "aggregate_signals"),
        fits=_overrides(strategy, "fit"),
    )


def _with_interval(method: Any, interval: str) -> Any:
    """Calls a method that may or may not take the interval."""
    try:
        inspect.signature(method).bind(interval)
    except TypeError:
        return method()
    except ValueError:
        pass
    return method(interval)


def lookback_of(strategy: Any, interval: str) -> int:
    answer = _with_interval(strategy.get_required_lookback, interval)
    if isinstance(answer, bool) or int(answer) != answer:
        raise TypeError(f"get_required_lookback returned {answer!r}, not a number of bars")
    return int(answer)


def _indicator(request: Any) -> tuple[str, list[float]]:
    """``"ema_9"``, ``("ema", 9)``, or ``{"name": "ema", "params": [9]}``."""
    if isinstance(request, str):
        name = request
        numbers: list[float] = []
        while (found := re.fullmatch(r"(.+)_(\d+(?:\.\d+)?)", name)) is not None:
            name = found[1]
            numbers.insert(0, float(found[2]))
        return name, numbers
    if isinstance(request, dict):
        params: Any = request.get("params", request.get("parameters", []))
        return str(request["name"]), [float(value) for value in (params.values() if isinstance(params, dict) else params)]
    name, *parameters = request
    return str(name), [float(value) for value in parameters]


def indicators_of(strategy: Any, interval: str) -> list[tuple[str, list[float]]]:
    return [_indicator(request) for request in _with_interval(strategy.required_indicators, interval) or []]


def indicator_column(name: str, parameters: Sequence[float]) -> str:
    """Name of an indicator's column: ``ema_9``, ``bollinger_upper_20_2``."""
    return "_".join([name, *(f"{value:g}" for value in parameters)])


def indicator_columns_of(strategy: Any, interval: str) -> list[str]:
    """Names of the indicators' columns, in the order of the requests."""
    return [indicator_column(name, parameters) for name, parameters in indicators_of(strategy, interval)]


def work_units_of(strategy: Any, symbols: list[str]) -> list[list[str]]:
    """The jobs as lists of symbols. A job is a dict with ``symbols``, or a list, or one symbol."""
    jobs = []
    for job in strategy.work_units(list(symbols)):
        names = job["symbols"] if isinstance(job, dict) else job
        jobs.append([names] if isinstance(names, str) else [str(name) for name in names])
    return jobs


def filtered_symbols_of(strategy: Any, symbols: list[str]) -> list[str]:
    answer = strategy.filter_symbols(list(symbols))
    if isinstance(answer, str):
        raise TypeError(f"filter_symbols returned the text {answer!r}, not a list of symbols")
    return [str(name) for name in answer]
