"""A strategy that declares its parameters: names, defaults and limits in one place."""

from collections.abc import Mapping
from typing import Any, ClassVar

from strategyOrchestrator import _nearest
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy


class ParameterisedStrategy(BaseStrategy):
    """Each parameter becomes an attribute::

        class Breakout(ParameterisedStrategy):
            parameters = {"period": (20, 2, 500), "factor": (1.5, 0, None), "label": "breakout"}

    Values are a default, or ``(default, min, max)`` with None for a limit that there is not. Declarations of base classes are inherited.

    Raises:
        TypeError: an unknown name (the message names the nearest), or a value of another type than its default's.
        ValueError: a value outside its limits.
    """

    #: Name -> default, or (default, min, max). A default of None takes any value.
    parameters: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in vars(cls).get("parameters", {}):
            if not name.isidentifier() or name in vars(BaseStrategy) or name in ("params", "parameters"):
                raise TypeError(f"{cls.__name__}: a parameter can't be called {name!r}")
        _checked_values(cls, {})

    def __init__(self, **params: Any) -> None:
        super().__init__()
        self._take(_checked_values(type(self), params))

    def set_params(self, **params: Any) -> "ParameterisedStrategy":
        """Changes parameters, checked as the constructor checks them; after an error nothing has changed."""
        self._take(_checked_values(type(self), {**self.get_params(), **params}))
        return self

    def get_params(self) -> dict[str, Any]:
        """Every declared parameter with its value now."""
        return {name: getattr(self, name) for name in _declared(type(self))}

    def _take(self, values: dict[str, Any]) -> None:
        self.params = values
        for name, value in values.items():
            setattr(self, name, value)


def _declared(cls: type) -> dict[str, tuple[Any, Any, Any]]:
    """(default, min, max) by name, base classes first."""
    declared: dict[str, tuple[Any, Any, Any]] = {}
    for owner in reversed(cls.__mro__):
        for name, given in vars(owner).get("parameters", {}).items():
            declared[name] = given if isinstance(given, tuple) and len(given) == 3 else (given, None, None)
    return declared


def _checked_values(cls: type, given: Mapping[str, Any]) -> dict[str, Any]:
    """Every declared parameter's value; raises TypeError or ValueError."""
    declared = _declared(cls)
    for name in given:
        if name not in declared:
            raise TypeError(f"{cls.__name__} has no parameter {name!r}; {_nearest.hint(name, declared) or 'it has none'}")
    return {name: _checked(cls, name, given.get(name, spec[0]), spec) for name, spec in declared.items()}


def _checked(cls: type, name: str, value: Any, spec: tuple[Any, Any, Any]) -> Any:
    default, low, high = spec
    value = _of_type(cls, name, value, default)
    if value is None:
        return value
    if (low is not None and not value >= low) or (high is not None and not value <= high):
        limits = " and ".join(text for text in (f">= {low}" * (low is not None), f"<= {high}" * (high is not None)) if text)
        raise ValueError(f"{cls.__name__}: {name} is {value!r}, but must be {limits}")
    return value


def _of_type(cls: type, name: str, value: Any, default: Any) -> Any:
    """The value as its default's type has it; whole floats do for integers, integers for floats."""
    if default is None or value is None and default is None:
        return value
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(default, bool) or not isinstance(default, (int, float)):
        fits = isinstance(value, type(default))
        return value if fits else _refuse(cls, name, value, default)
    if hasattr(value, "item") and not is_number:  # numpy's scalars
        return _of_type(cls, name, value.item(), default)
    if not is_number or (isinstance(default, int) and value != int(value)):
        return _refuse(cls, name, value, default)
    return int(value) if isinstance(default, int) else float(value)


def _refuse(cls: type, name: str, value: Any, default: Any) -> Any:
    wanted = {bool: "True or False", int: "an integer", float: "a number", str: "a text"}.get(type(default), f"a {type(default).__name__}")
    raise TypeError(f"{cls.__name__}: {name} is {value!r}, but must be {wanted}")
