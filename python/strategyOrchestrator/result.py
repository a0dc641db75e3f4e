"""What a back-test gives: figures, trades and curves to work with."""

import functools
import json
import os
import pathlib
import shutil
from typing import TYPE_CHECKING, Any

from strategyOrchestrator import _engine, _equity, _html, _stats, _times
from strategyOrchestrator.errors import BacktestError

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


class Result:
    """A finished back-test. Frames and series are made when asked for; times are UTC, money is the cash currency, fractions are no percent unless their name
    says so. `docs/semantics.md`, section 10, defines every figure."""

    def __init__(self, engine_result: _engine.RunResult) -> None:
        self._engine_result = engine_result

    # ------------------------------------------------------------------ figures

    @functools.cached_property
    def _head(self) -> dict[str, Any]:
        head: dict[str, Any] = json.loads(self._engine_result.json_head())
        return head

    @property
    def stats(self) -> "pd.Series":
        """Key figures, named as backtesting.py names them, percentages and money as it has them. Those that the engine computes are the engine's:
        "Max. Drawdown Duration" is that of the deepest fall, "Profit Factor" and "SQN" are of money, ratios are of daily returns (365 days)."""
        return _stats.stats_of(self._head, self._curve, self.trades)

    @property
    def metrics(self) -> dict[str, float | None]:
        """The engine's metrics, fractions; None where one is undefined."""
        return dict(self._head["metrics"])

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """What a careful trader wants to know: ``code``, ``message``, and where they mean something ``symbol`` and ``count``."""
        return [dict(warning) for warning in self._head["warnings"]]

    @property
    def rejections(self) -> dict[str, int]:
        """How many proposals were rejected, by reason."""
        return dict(self._head["rejections"])

    @property
    def counts(self) -> dict[str, int]:
        """How proposals fared: ``proposals``, ``admitted``, ``rejected``, ``unfilled``, ``trades``, ``strategy_errors``."""
        return dict(self._head["counts"])

    @property
    def timings(self) -> dict[str, float]:
        """Where the time went, seconds."""
        return dict(self._head["timings"])

    @property
    def symbols(self) -> list[str]:
        return self._engine_result.symbols

    @property
    def strategy(self) -> str:
        """Its name."""
        return str(self._head["strategy"])

    @property
    def initial_cash(self) -> float:
        return float(self._head["initial_cash"])

    @property
    def final_cash(self) -> float:
        return float(self._head["final_cash"])

    @property
    def config_hash(self) -> str:
        """Equal for equal effective configurations."""
        return str(self._head["config_hash"])

    @property
    def data_fingerprint(self) -> str:
        """Equal for equal candles, funding rates and mark prices, wherever they came from."""
        return str(self._head["data_fingerprint"])

    # ------------------------------------------------------------------ tables

    @functools.cached_property
    def _trades(self) -> "pd.DataFrame":
        import pandas as pd

        columns = self._engine_result.trade_columns()
        for name in ("entry_time", "exit_time"):
            columns[name] = _times.utc_index(columns[name], name)
        if "meta" in columns:
            columns["meta"] = pd.Series([None if text is None else json.loads(text) for text in columns["meta"]], dtype=object)
        texts = {name: "str" for name, values in columns.items() if isinstance(values, list)}
        return pd.DataFrame(columns, copy=False).astype(texts)

    @property
    def trades(self) -> "pd.DataFrame":
        """One row a trade, in order of exit, with the keys of ``trade_log`` as columns."""
        return self._trades.copy(deep=False)

    @functools.cached_property
    def _curve(self) -> _equity.Curve:
        length = _engine.interval_lengths()[self._head["detail_interval"]]
        return _equity.Curve(self._engine_result.equity_times(), self._engine_result.equity_values(), self.initial_cash, length)

    @property
    def equity(self) -> "pd.Series":
        """Equity at the end of every detail candle: all points, whatever ``equity_curve`` says. A view of the engine's memory: ``.copy()`` can be changed."""
        return self._over_time(self._curve.values, "equity")

    @property
    def drawdown(self) -> "pd.Series":
        """How far each point of :attr:`equity` lies below the highest before it (or the initial cash): a fraction <= 0."""
        return self._over_time(_equity.drawdown(self._curve), "drawdown")

    @property
    def returns(self) -> "pd.Series":
        """Simple returns of calendar days (UTC), fractions, by their midnights without a zone, as quantstats and empyrical want them. The engine's ratios are
        of these, annualised with 365 days."""
        import pandas as pd

        days, returns = _equity.daily_returns(self._curve)
        index = pd.DatetimeIndex(days.view("datetime64[ms]"), freq="D" if len(days) else None, name="day")
        return pd.Series(returns, index=index, name="returns")

    def _over_time(self, values: _equity.Numbers, name: str) -> "pd.Series":
        import pandas as pd

        return pd.Series(values, index=_times.utc_index(self._curve.times, "time"), name=name, copy=False)

    # ------------------------------------------------------------------ as text and files

    def to_json(self, pretty: bool = False) -> str:
        """The document that `orchestrator run` prints."""
        return self._engine_result.to_json(pretty)

    def to_dict(self) -> dict[str, Any]:
        """The same as a dict."""
        document: dict[str, Any] = json.loads(self._engine_result.json_without_curve())
        document["equity_curve"] = self._engine_result.equity_curve()
        return document

    def save(self, folder: str | os.PathLike[str]) -> pathlib.Path:
        """Writes ``result.json``, ``trades.arrow`` and ``equity.arrow`` into the folder, which is made when it is missing, and returns it.

        Raises BacktestError (`output_failed`, `write_failed`).
        """
        path = pathlib.Path(folder)
        try:
            path.mkdir(parents=True, exist_ok=True)
            (path / "result.json").write_text(self.to_json() + "\n", encoding="utf-8")
        except OSError as error:
            raise BacktestError("output_failed", f"{error.filename} can't be written: {error.strerror}", str(path), "", "", 3) from None
        self._engine_result.write_trades(str(path / "trades.arrow"))
        self._engine_result.write_equity(str(path / "equity.arrow"))
        return path

    def plot(self, symbol: str | None = None) -> "go.Figure":
        """A Plotly figure: candles of a symbol (default: the first that was traded) with its entries and exits, equity, drawdown. Long runs are drawn in
        coarser candles.

        Raises BacktestError: plotly is not installed (`missing_package`), or the run has no such symbol (`unknown_symbol`).
        """
        from strategyOrchestrator import _plot

        return _plot.figure_of(self, symbol)

    def __repr__(self) -> str:
        return self._engine_result.summary(shutil.get_terminal_size().columns).rstrip("\n")

    def _repr_html_(self) -> str:
        return _html.page_of(self._head, self.symbols, self._curve)
