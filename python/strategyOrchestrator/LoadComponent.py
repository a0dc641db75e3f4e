"""One way to name every component."""

from collections.abc import Mapping
from typing import Any

from strategyOrchestrator import _loading, _nearest


def load_component(spec: Any, builtin: Mapping[Any, Any] | Any, base_cls: type, label: str) -> Any:
    """The object that a specification names.

    Args:
        spec: ``None`` or ``{}``: the default; a number or text: a built-in; ``{"builtin": token, "params": {…}}``: a built-in with parameters;
            ``{"module": …, "class": …, "params": {…}}``: code that is loaded now. A class is instantiated, an object or a function is taken as it is.
        builtin: the built-ins by token, the first one being the default; or the default itself. Values are classes, functions or objects. A number
            goes to the default's constructor.
        base_cls: what an instance must be.
        label: the component's name in messages.

    Raises:
        TypeError: an instance is no ``base_cls`` (and is not callable).
        KeyError: there is no such built-in.
    """
    tokens = dict(builtin) if isinstance(builtin, Mapping) else {None: builtin}
    default = next(iter(tokens.values()), None)
    if spec is None or spec == {}:
        return _checked(_made(default, {}), base_cls, label)
    if isinstance(spec, (int, float)) and not isinstance(spec, bool):
        if spec in tokens:
            return _checked(_made(tokens[spec], {}), base_cls, label)
        return _checked(default(spec) if callable(default) else default, base_cls, label)
    if isinstance(spec, str):
        return _checked(_made(_known(tokens, spec, label), {}), base_cls, label)
    if not isinstance(spec, Mapping):
        return _checked(_made(spec, {}), base_cls, label)
    params = dict(spec.get("params") or {})
    if "builtin" in spec:
        return _checked(_made(_known(tokens, spec["builtin"], label), params), base_cls, label)
    if "module" not in spec or "class" not in spec:
        raise TypeError(f"{label}: a specification has a 'builtin', or a 'module' and a 'class', not {dict(spec)!r}")
    try:
        found = _loading.find_name(_loading.import_module(spec["module"], []), spec["class"])
    except _loading.LoadError as error:
        raise TypeError(f"{label}: {error.message}; {error.hint}") from error
    return _checked(_made(found, params), base_cls, label)


def _known(tokens: Mapping[Any, Any], token: str, label: str) -> Any:
    if token in tokens:
        return tokens[token]
    for found in tokens.values():
        if getattr(found, "__name__", None) == token:
            return found
    raise KeyError(f"{label}: there is no built-in {token!r}; {_nearest.hint(token, [str(key) for key in tokens])}")


def _made(found: Any, params: dict[str, Any]) -> Any:
    return found(**params) if isinstance(found, type) else found


def _checked(component: Any, base_cls: type, label: str) -> Any:
    if isinstance(component, base_cls) or callable(component):
        return component
    raise TypeError(f"{label}: {type(component).__name__} is no {base_cls.__name__}")
