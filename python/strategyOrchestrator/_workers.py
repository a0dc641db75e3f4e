"""What a worker process does besides deciding. Workers are forked from the process that runs a back-test, so they have its modules, its strategy classes
(also those of a notebook's cells) and its mapped candles."""

import contextlib
import sys


def flush() -> None:
    """Writes what is buffered."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()


def become_worker() -> None:
    """What the user's code prints is log: it goes to stderr, also where the parent's streams lead elsewhere (a notebook's do)."""
    stderr = sys.__stderr__
    if stderr is not None:
        sys.stdout = sys.stderr = stderr
