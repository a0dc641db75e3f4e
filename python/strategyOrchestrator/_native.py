"""The engine's own components as Python objects: what they share, and how the engine finds its own behind them."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, TypeGuard

from strategyOrchestrator import _engine


class Native:
    """One of the engine's components. A subclass that overrides none of the methods in ``rule`` is still the engine's, and runs as fast as that.

    A class of the package that stands for a built-in sets ``kind`` and ``builtin`` itself.
    """

    #: Key of the configuration: ``strategy``, ``fee_model`` …
    kind: ClassVar[str]
    #: Token of the built-in, e.g. ``ema_cross``.
    builtin: ClassVar[str]
    #: Methods that the engine calls.
    rule: ClassVar[tuple[str, ...]] = ()

    def native_params(self) -> dict[str, Any]:
        """The parameters as a configuration would hold them; strategies among them may be Python objects."""
        raise NotImplementedError

    def native_seed(self) -> int | None:
        """A seed of its own, which a configuration can't name; None: the run's."""
        return None

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_native"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._make_native()

    def _make_native(self) -> None:
        """Makes the engine's object anew, from :meth:`native_params`."""
        raise NotImplementedError


class NativePolicy(Native):
    """A policy of the engine with its parameters."""

    _native: Any

    def __init__(self, **params: Any) -> None:
        self._params = _engine.native_params(self.kind, self.builtin, params)
        self._make_native()

    def _make_native(self) -> None:
        make = getattr(_engine, f"native_{self.kind}")
        self._native = make(self.builtin, self._params, self.native_seed() or 0)

    def native_params(self) -> dict[str, Any]:
        return {name: value for name, value in self._params.items() if value is not None}

    def get_params(self) -> dict[str, Any]:
        """Every parameter by name; None for one without a value."""
        return dict(self._params)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.native_params().items())})"


class EngineForm(NamedTuple):
    """What the engine needs to make its own component instead of calling a Python object."""

    spec: dict[str, Any]
    members: dict[str, Any]
    name: str
    seed: int | None


def _own_class(component: Native) -> type:
    return next(cls for cls in type(component).__mro__ if "builtin" in vars(cls))


def _is_unmodified(component: Any, kind: str) -> TypeGuard[Native]:
    if not isinstance(component, Native) or component.kind != kind:
        return False
    derived = type(component).__mro__[: type(component).__mro__.index(_own_class(component))]
    return not any(name in vars(owner) for owner in (component, *derived) for name in component.rule)


def spec_of(component: Native) -> dict[str, Any]:
    """The built-in with the object's parameters; strategies among them are objects still."""
    params = component.native_params()
    return {"builtin": component.builtin, "params": params} if params else {"builtin": component.builtin}


def token_of(found: Any, kind: str) -> str | None:
    """The built-in that a class of the package stands for; None for everything else, also for classes derived from them."""
    is_own = isinstance(found, type) and issubclass(found, Native) and "builtin" in vars(found) and found.kind == kind
    return found.builtin if is_own else None


def configuration_form(component: Any, kind: str) -> dict[str, Any] | None:
    """How a configuration names the object, when it is exactly one of the package's classes and its parameters say all; else None."""
    if token := token_of(component, kind):
        return {"builtin": token}
    if not _is_unmodified(component, kind) or type(component) is not _own_class(component) or component.native_seed() is not None:
        return None
    return spec_of(component)


def engine_form(component: Any, kind: str, where: str) -> EngineForm | None:
    """For an object whose class overrides nothing of the engine's: what the engine makes instead of it. ``where`` is its place in the configuration."""
    if not _is_unmodified(component, kind):
        return None
    from strategyOrchestrator._plain import split_value

    plain, members = split_value(spec_of(component), where)
    assert isinstance(plain, Mapping)
    return EngineForm(dict(plain), members, type(component).__name__, component.native_seed())
