"""User code by name: modules, classes and functions that a configuration names."""

import copy
import importlib
import importlib.util
import pathlib
import sys
import traceback
from dataclasses import dataclass
from typing import Any

from strategyOrchestrator import _nearest
from strategyOrchestrator.entities.portfolio.policies import interfaces as portfolio_interfaces
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.entities.tradeManager.policies import interfaces as trade_interfaces

#: What a class of each kind must derive from; functions are taken as they are, where the kind is one function.
BASES = {
    "strategy": BaseStrategy,
    "fee_model": portfolio_interfaces.EventCostModel,
    "slippage_model": portfolio_interfaces.EventCostModel,
    "sizing_model": portfolio_interfaces.SizingModel,
    "capacity_policy": portfolio_interfaces.CapacityPolicy,
    "fill_policy": trade_interfaces.FillPolicy,
    "exit_resolver": trade_interfaces.ExitResolver,
    "candle_price": object,
    "candle_test": object,
}
#: The method that an object of a kind must have; ``__call__`` where the kind is a function.
METHODS = {"strategy": "decide", "fill_policy": "fill", "capacity_policy": "admit"}


@dataclass(frozen=True)
class Shared:
    """A strategy object that is used as it is, where others are copied."""

    strategy: BaseStrategy


class LoadError(Exception):
    """User code that can't be used. ``below`` is the place within the component's specification, e.g. ``/class``."""

    def __init__(self, code: str, message: str, below: str = "", hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.below, self.hint, self.details = code, message, below, hint, details


def _prepend_paths(folders: list[str]) -> None:
    """The folders in front of ``sys.path``, once each, in their order."""
    wanted = [str(pathlib.Path(folder).resolve()) for folder in folders]
    for folder in reversed(wanted):
        if folder not in sys.path:
            sys.path.insert(0, folder)


def _import_file(name: str, folders: list[str]) -> Any:
    candidates = [pathlib.Path(name)] if pathlib.Path(name).is_absolute() else [pathlib.Path(folder) / name for folder in folders]
    for path in candidates:
        if path.is_file():
            break
    else:
        looked_at = ", ".join(str(path) for path in candidates)
        raise LoadError("module_not_found", f"there is no file '{name}'", "/module", f"looked at: {looked_at}")
    module_name = "orchestrator_user_" + str(path.resolve()).replace("/", "_").removesuffix(".py")
    if module_name in sys.modules:
        return sys.modules[module_name]
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[module_name]
        raise
    return module


def import_module(name: str, folders: list[str]) -> Any:
    """The module, by its dotted name on ``sys.path`` (the folders first) or by its file."""
    _prepend_paths(folders)
    try:
        return _import_file(name, folders) if name.endswith(".py") else importlib.import_module(name)
    except LoadError:
        raise
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if name != missing and not name.startswith(missing + "."):
            raise LoadError(
                "module_failed", f"'{name}' imports '{missing}', which is not installed", "/module", f"pip install {missing}", _traceback()
            ) from error
        hint = "looked for in: " + ", ".join(str(pathlib.Path(folder).resolve()) for folder in folders) + ", and in Python's own path"
        raise LoadError("module_not_found", f"there is no Python module '{name}'", "/module", hint) from error
    except (Exception, SystemExit) as error:
        raise LoadError("module_failed", f"importing '{name}' failed: {_summary(error)}", "/module", _place(error), _traceback()) from error


def _summary(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"raised at {frames[-1].filename}, line {frames[-1].lineno}, in {frames[-1].name}" if frames else ""


def _traceback() -> str:
    return traceback.format_exc().rstrip()


def find_name(module: Any, name: str) -> Any:
    """An attribute of the module, also a dotted one."""
    found = module
    for part in name.split("."):
        if part == "<locals>" or not hasattr(found, part):
            names = [key for key in vars(module) if not key.startswith("_")]
            raise LoadError("unknown_class", f"'{module.__name__}' has no '{name}'", "/class", _nearest.hint(name, names))
        found = getattr(found, part)
    return found


def _require_kind(found: Any, kind: str, label: str) -> None:
    """A class must derive from the kind's interface, or have its method."""
    method = METHODS.get(kind, "__call__")
    if isinstance(found, type) and issubclass(found, BASES[kind]) and BASES[kind] is not object:
        return
    if kind == "strategy" or not callable(getattr(found, method, None)):
        base = BASES[kind].__name__
        wanted = f"derive from {base}" + ("" if kind == "strategy" else f", or have a method {method}")
        raise LoadError("wrong_kind", f"'{label}' is no {kind}: it must {wanted}", "/class", _import_hint(kind))


def _import_hint(kind: str) -> str:
    base = BASES[kind]
    return "" if base is object else f"from {base.__module__} import {base.__name__}"


def _construct(found: type, params: dict[str, Any], label: str) -> Any:
    try:
        return found(**params)
    except (Exception, SystemExit) as error:
        raise LoadError(
            "constructor_failed", f"the constructor of '{label}' failed: {_summary(error)}", "/params", _place(error), _traceback()
        ) from error


def make(found: Any, kind: str, params: dict[str, Any], label: str) -> Any:
    """An object that is ready for use: classes are made with their parameters, functions and objects are taken as they are."""
    if isinstance(found, Shared):
        return found.strategy
    if isinstance(found, type):
        _require_kind(found, kind, label)
        return _construct(found, params, label)
    if kind == "strategy":
        if not isinstance(found, BaseStrategy):
            raise LoadError("wrong_kind", f"'{label}' is no strategy: it must derive from BaseStrategy", "/class", _import_hint(kind))
        return _fresh(found)
    method = METHODS.get(kind)
    if not callable(found) and not (method and callable(getattr(found, method, None))):
        raise LoadError("wrong_kind", f"'{label}' is no {kind}: it can't be called", "/class", _import_hint(kind))
    if params:
        raise LoadError(
            "unexpected_params", f"'{label}' is a function, which takes no params", "/params", "make it a class, or bind the values in it"
        )
    return found


def _fresh(strategy: BaseStrategy) -> BaseStrategy:
    """Each job has a strategy of its own: a copy, or where that can't be made the object itself."""
    try:
        return copy.deepcopy(strategy)
    except Exception:
        return strategy


def load(kind: str, module: str, name: str, params: dict[str, Any], folders: list[str], brought: Any) -> Any:
    """What the engine calls for each component that is written in Python. ``brought``: the object that a program gave instead of a name."""
    if brought is None:
        found = find_name(import_module(module, folders), name)
    else:
        found = brought
    return make(found, kind, params, name)
