"""The entry point: a configuration in, a result out.

As a program (``python -m strategyOrchestrator.StrategyOrchestrator``) it reads a JSON configuration from stdin and prints the JSON result on stdout, as
``orchestrator run`` does.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._plain import split_objects
from strategyOrchestrator.errors import BacktestError
from strategyOrchestrator.result import Result


def run_backtest(cfg: Mapping[str, Any] | str, folder: str | os.PathLike[str] = "") -> dict[str, Any]:
    """One back-test: the document that ``orchestrator run`` prints, as a dict.

    ``cfg`` is the configuration, as a mapping or as JSON text; components may be Python objects (classes, instances, functions). ``folder`` is the
    configuration's own, in which its relative modules are looked for (default: the working directory). A run that fails gives
    ``{"status": "failed", "error": {"code", "message", "where", "hint"}}``, its traceback goes to the log on stderr; only Ctrl-C raises.
    :func:`strategyOrchestrator.run` raises instead, and returns an object to work with.
    """
    objects: dict[str, Any] = {}
    if not isinstance(cfg, str):
        plain, objects = split_objects(cfg)
        cfg = json.dumps(plain)
    try:
        result = _engine.run(cfg, os.fspath(folder), objects, None, None)
    except BacktestError as error:
        if error.details:
            print(error.details, file=sys.stderr)
        return error.to_dict()
    return Result(result).to_dict()


def main() -> int:
    """Reads the configuration from stdin and prints the result; returns the exit status."""
    from strategyOrchestrator import command

    return command.main(["orchestrator", "run", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
