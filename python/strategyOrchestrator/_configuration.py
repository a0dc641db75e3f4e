"""Configurations as `run` takes them: a mapping, a file, text, and keys given beside it."""

import json
import os
import pathlib
from collections.abc import Mapping
from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._plain import split_objects
from strategyOrchestrator.errors import BacktestError


class Request:
    """A configuration on its way to the engine: text as the user wrote it, or keys that may still change."""

    def __init__(self, text: str, folder: str, keys: dict[str, Any] | None) -> None:
        self.text = text
        self.folder = folder
        self.keys: dict[str, Any] = keys or {}
        self._is_text = keys is None

    def finished(self) -> tuple[str, dict[str, Any]]:
        """JSON text, and the Python objects in it by JSON pointer."""
        if self._is_text:
            return self.text, {}
        plain, objects = split_objects(self.keys)
        return json.dumps(plain), objects


def read(config: Any, folder: str | os.PathLike[str], settings: dict[str, Any], parse: bool) -> Request:
    """The configuration with the settings in place of its own keys. Text that nothing is added to (``parse`` false, no settings) is handed on as it is, so
    that what the engine says of it names its lines.

    Raises BacktestError: the file can't be read, or its text is no JSON object.
    """
    folder = os.fspath(folder)
    if isinstance(settings.get("symbols"), str):
        settings["symbols"] = [settings["symbols"]]
    if config is None or isinstance(config, Mapping):
        return Request("", folder, {**(config or {}), **settings})
    if isinstance(config, str) and config.lstrip()[:1] in ("{", "["):
        text = config
    else:
        path = pathlib.Path(config)
        text = _text_of(path)
        folder = folder or str(path.parent)
    if not settings and not parse:
        return Request(text, folder, None)
    return Request(text, folder, {**_parsed(text, folder), **settings})


def _text_of(path: pathlib.Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "config is a mapping, JSON text that begins with {, or the path of a JSON file"
        raise BacktestError("config_not_found", f"the configuration '{path}' can't be read: {reason}", str(path), hint, "", 2) from None


def _parsed(text: str, folder: str) -> dict[str, Any]:
    try:
        keys = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
    except ValueError:
        keys = None
    if isinstance(keys, dict):
        return keys
    _engine.run(text, folder, {}, None, None)  # says what is wrong, and where
    raise BacktestError("bad_json", "the configuration is no JSON object", "", "", "", 2)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) < len(pairs):
        raise ValueError("a key is there twice")
    return keys


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
