"""One back-test for programs and notebooks."""

import os
from collections.abc import Callable, Mapping
from typing import Any

from strategyOrchestrator import _configuration, _engine, _given_candles, _progress
from strategyOrchestrator.result import Result


def run(
    config: Mapping[str, Any] | str | os.PathLike[str] | None = None,
    *,
    strategy: Any = None,
    data: Any = None,
    progress: bool | Callable[[str, int, int], object] | None = None,
    folder: str | os.PathLike[str] = "",
    **settings: Any,
) -> Result:
    """Runs a back-test.

    Args:
        config: a mapping, the path of a JSON file, JSON text, or None. `docs/configuration.md` lists its keys.
        strategy: a built-in's name, a specification, a class or an instance; overrides the configuration's.
        data: the candles, instead of stored ones: a frame (pandas, polars or Arrow) of one symbol, ``{symbol: frame}``, or
            ``{"main": …, "detailed": …, "mark": …, "funding": …}``. Columns ``open high low close`` and ``volume`` (may be missing) in any case, times in
            a column ``open_time``, ``time``, ``date``, ``timestamp`` or ``datetime``, or in the index: datetimes (without a zone: UTC) or ms since 1970.
            ``interval`` is taken from the rows when it is not given; rows finer than ``interval`` are resampled for the decisions and fill the orders.
            A mapping with ``root``, ``exchange`` or ``market`` says which stored candles to take, as in a configuration.
        progress: None: a bar (of tqdm, if that is installed) when the run takes longer than a moment and somebody can see it; True and False force it; a
            function is called with (phase, bars done, bars in all; 0: not known).
        folder: where relative modules are looked for; default: the configuration file's folder, else the working directory.
        settings: any other key of the configuration, which they override: ``symbols=["BTCUSDT"]``, ``interval="1h"``, ``fee_model=0.0004``. Components may
            be Python classes, instances and functions.

    Raises:
        BacktestError: the run failed; it has ``code``, ``message``, ``where`` and ``hint``.
        KeyboardInterrupt: it was interrupted.
    """
    if strategy is not None:
        settings["strategy"] = strategy
    if _given_candles.names_a_store(data):
        settings["data"], data = data, None
    request = _configuration.read(config, folder, settings, parse=data is not None)
    candles = None if data is None else _given_candles.take(data, request.keys)
    text, objects = request.finished()
    with _progress.shown(progress) as on_progress:
        return Result(_engine.run(text, request.folder, objects, candles, on_progress))
