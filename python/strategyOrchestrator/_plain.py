"""Values that travel as JSON: configurations with objects in them, and what strategies attach to decisions."""

import json
import math
import numbers
from collections.abc import Mapping
from typing import Any

from strategyOrchestrator._native import configuration_form, token_of

COMPONENTS = (
    "strategy",
    "fee_model",
    "slippage_model",
    "fill_policy",
    "sizing_model",
    "capacity_policy",
    "exit_resolver",
)


def plain(value: Any) -> Any:
    """The value as JSON has it: numpy's numbers as numbers, times as ISO text, anything without a word in JSON as text, NaN as null."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        number = float(value)
        return number if math.isfinite(number) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value)


def json_text(value: Any) -> str:
    """Compact JSON of :func:`plain`."""
    return json.dumps(plain(value), separators=(",", ":"), ensure_ascii=False)


def _is_code(value: Any) -> bool:
    """Whether a value is a component itself: a class, a function, or an object that has no JSON form."""
    if value is None or isinstance(value, (bool, str, numbers.Number, Mapping, list, tuple)):
        return False
    return isinstance(value, type) or callable(value) or any(hasattr(value, name) for name in ("decide", "admit", "fill"))


def _named(value: Any) -> dict[str, str]:
    """How a configuration would name the object: module and qualified name."""
    owner = value if isinstance(value, type) or hasattr(value, "__qualname__") else type(value)
    return {"module": getattr(owner, "__module__", None) or "__main__", "class": getattr(owner, "__qualname__", owner.__class__.__name__)}


def split_value(value: Any, path: str) -> tuple[Any, dict[str, Any]]:
    """A part of a configuration, at ``path``, as (plain JSON, {JSON pointer: object}): each object in it is replaced by its module and class, those of
    the engine's own by what a configuration calls them."""
    objects: dict[str, Any] = {}

    def walk(value: Any, path: str) -> Any:
        native = configuration_form(value, _kind_at(path))
        if native is not None:
            return walk(native, path)
        if _is_code(value):
            objects[path] = value
            return _named(value)
        if isinstance(value, Mapping):
            if _is_code(value.get("class")) and "module" not in value:
                if token := token_of(value["class"], _kind_at(path)):
                    return walk({"builtin": token, "params": value.get("params") or {}}, path)
                objects[path] = value["class"]
                return {**_named(value["class"]), "params": plain(value.get("params") or {})}
            return {str(key): walk(item, f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}") for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [walk(item, f"{path}/{index}") for index, item in enumerate(value)]
        if isinstance(value, numbers.Real) and not isinstance(value, (bool, int, float)):
            return plain(value)
        if hasattr(value, "isoformat"):
            return value.isoformat()
        return plain(value) if not isinstance(value, (bool, int, float, str)) else value

    return walk(value, path), objects


def _kind_at(path: str) -> str:
    """The kind of component that is named at a place: members of an ensemble are strategies."""
    return path[1:] if path[1:] in COMPONENTS else "strategy"


def split_objects(configuration: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """:func:`split_value` of a whole configuration."""
    configuration_plain, objects = split_value(dict(configuration), "")
    return configuration_plain, objects
