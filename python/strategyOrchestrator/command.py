"""The `orchestrator` command with an interpreter: what the native command hands over to when a configuration names Python code."""

import sys

from strategyOrchestrator import _engine


def version() -> str:
    """The engine's version: a native command of another one does not hand over to this."""
    return str(_engine.__version__)


def main(arguments: list[str] | None = None) -> int:
    """Runs a command line (the program's name first; default: `sys.argv`) and returns its exit status."""
    # What user code prints is log: the one document on stdout stays whole.
    sys.stdout = sys.stderr
    try:
        return int(_engine.command(list(sys.argv if arguments is None else arguments)))
    finally:
        sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
