"""The candle store, read only, for strategies and notebooks."""

import os
from typing import TYPE_CHECKING, Any

from strategyOrchestrator import _candles, _engine

if TYPE_CHECKING:
    import pandas as pd


class CandleRepository:
    """One exchange and market of a candle store.

    Args:
        root: its folder; default: ``$ORCHESTRATOR_DATA``, else ``./data``. It need not exist.
        exchange, market: folders below it; ``market`` is ``spot``, ``um`` (USD-margined perpetuals) or ``cm`` (coin-margined).

    Raises BacktestError: exchange or market is no plain name.
    """

    def __init__(self, root: str | os.PathLike[str] | None = None, exchange: str = "binance", market: str = "spot") -> None:
        self._store = _engine.StoredCandles("" if root is None else os.fspath(root), exchange, market)

    def fetch_candles(
        self, symbol: str, interval: str, limit: int | None = None, start_time: Any = None, newest_first: bool = False
    ) -> "pd.DataFrame":
        """Candles as strategies see them: ``open_time`` (int64, ms since 1970, UTC), ``open``, ``high``, ``low``, ``close``, ``volume`` (float64), the index
        counts rows. Views of the mapped file, read only; an interval that is not stored is resampled from a finer one.

        Args:
            limit: at most so many, the first from ``start_time`` on, or with ``newest_first`` the newest.
            start_time: the earliest open time: ms since 1970, ISO 8601 text, or a datetime; default: the first stored.
            newest_first: the newest candle comes first.

        Raises BacktestError: nothing of the kind is stored (`series_not_found`), or the file is damaged.
        """
        import pandas as pd

        columns = _candles.columns_of(self._store, symbol, interval, start_time, None, limit, newest_first)
        return pd.DataFrame(columns, copy=False)

    def symbols(self) -> list[str]:
        """Every stored symbol, sorted."""
        return self._store.symbols()

    def stored_intervals(self, symbol: str) -> list[str]:
        """The stored intervals of a symbol, finest first; empty when nothing is stored of it."""
        return self._store.stored_intervals(symbol)

    def __repr__(self) -> str:
        return f"CandleRepository({self._store.describe()})"
