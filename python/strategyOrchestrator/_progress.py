"""How far a run is: a bar, or a function of the user's."""

import contextlib
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

Listener = Callable[[str, int, int], object]

#: A run that ends sooner shows no bar.
DELAY_S = 0.3


@contextlib.contextmanager
def shown(progress: bool | Listener | None) -> Iterator[Listener | None]:
    """What the engine calls with (phase, done, total) while the block runs; None: nothing."""
    if callable(progress):
        yield progress
        return
    make_bar = _bar_maker() if progress or (progress is None and _somebody_looks()) else None
    if make_bar is None:
        yield None
        return
    bar = _Bar(make_bar, 0 if progress else DELAY_S)
    try:
        yield bar
    finally:
        bar.close()


def _somebody_looks() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if hasattr(shell, "kernel"):
        return True
    return sys.stderr is not None and sys.stderr.isatty()


def _bar_maker() -> Callable[..., Any] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a notebook without ipywidgets gets a bar of text
            from tqdm.auto import tqdm
    except ImportError:
        return None
    return tqdm  # type: ignore[no-any-return]


class _Bar:
    """A bar that begins when the run has taken `delay_s`, anew in each phase, and leaves nothing behind."""

    def __init__(self, make: Callable[..., Any], delay_s: float) -> None:
        self._make = make
        self._begin = time.monotonic() + delay_s
        self._bar: Any = None
        self._phase = ""

    def __call__(self, phase: str, done: int, total: int) -> None:
        if self._bar is None and time.monotonic() < self._begin:
            return
        if self._phase != phase or self._bar is None:
            self.close()
            self._phase = phase
            self._bar = self._make(total=total or None, desc=phase, unit=" bars", unit_scale=True, leave=False)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
