"""A run as a Plotly figure: candles with entries and exits, equity, drawdown."""

from typing import TYPE_CHECKING, Any

import numpy as np

from strategyOrchestrator import _engine, _equity, _nearest
from strategyOrchestrator.errors import BacktestError

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from strategyOrchestrator.result import Result

#: Browsers get slow beyond some ten thousand candles and points.
MOST_BARS = 20_000
MOST_POINTS = 20_000
MOST_MARKERS = 20_000
UP, DOWN, LINE = "#2e9e6b", "#d1495b", "#2a7de1"


def figure_of(result: "Result", symbol: str | None) -> "go.Figure":
    try:
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots
    except ImportError:
        raise BacktestError("missing_package", "drawing needs the package plotly", "", "pip install plotly", "", 5) from None
    symbol = _chosen_symbol(result, symbol)
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, row_heights=[0.6, 0.22, 0.18], vertical_spacing=0.03)
    interval, candles = _candles_of(result, symbol)
    figure.add_trace(go.Candlestick(**candles, name=f"{symbol} {interval}", increasing_line_color=UP, decreasing_line_color=DOWN), 1, 1)
    for marker in _markers_of(result.trades[result.trades["symbol"] == symbol]):
        if len(marker["x"]):
            figure.add_trace(go.Scattergl(mode="markers", **marker), 1, 1)
    equity, drawdown = result.equity, result.drawdown
    figure.add_trace(go.Scattergl(**_line_of(equity), name="equity", line_color=LINE), 2, 1)
    figure.add_trace(go.Scattergl(**_line_of(drawdown * 100), name="drawdown", line_color=DOWN, fill="tozeroy"), 3, 1)
    _lay_out(figure, f"{result.strategy} · {symbol} {interval}")
    return figure


def _lay_out(figure: "go.Figure", title: str) -> None:
    figure.update_layout(
        title=title, height=760, margin={"l": 60, "r": 20, "t": 60, "b": 30}, hovermode="x unified", legend={"orientation": "h"}
    )
    figure.update_xaxes(rangeslider_visible=False)
    figure.update_yaxes(title_text="price", row=1, col=1)
    figure.update_yaxes(title_text="equity", row=2, col=1)
    figure.update_yaxes(title_text="drawdown %", row=3, col=1)


def _chosen_symbol(result: "Result", symbol: str | None) -> str:
    """The symbol as the result spells it; without one the first that was traded."""
    if symbol is None:
        trades = result.trades
        return str(trades["symbol"].iloc[0]) if len(trades) else result.symbols[0]
    plain = symbol.split(":")[0].replace("/", "").upper()
    for name in result.symbols:
        if name in (symbol, plain):
            return name
    raise BacktestError("unknown_symbol", f"{symbol} is not among the run's symbols", "symbol", _nearest.hint(plain, result.symbols), "", 2)


# ------------------------------------------------------------------ candles


def _candles_of(result: "Result", symbol: str) -> tuple[str, dict[str, Any]]:
    """(interval, columns for Plotly): candles of the decisions, or of the next longer interval of which there are few enough."""
    time, *columns = result._engine_result.detail_candles(result.symbols.index(symbol))
    lengths = _engine.interval_lengths()
    longer = [name for name, length in lengths.items() if length >= lengths[result._head["interval"]]]
    fitting = (name for name in longer if len(_bucket_begins(time, lengths[name])) <= MOST_BARS)
    interval = next(fitting, longer[-1])
    return interval, _merged(time, columns, _bucket_begins(time, lengths[interval]))


def _bucket_begins(time: _equity.Times, length: int) -> _equity.Times:
    """Places of the first candle of each bar."""
    monday = -3 * _equity.DAY_MS if length == 7 * _equity.DAY_MS else 0  # weeks open on Mondays, the epoch was a Thursday
    bars = (time - monday) // length
    return np.flatnonzero(np.concatenate((np.ones(min(len(bars), 1), dtype=bool), np.diff(bars) != 0)))


def _merged(time: _equity.Times, columns: list[_equity.Numbers], begins: _equity.Times) -> dict[str, Any]:
    opens, highs, lows, closes, _ = columns
    if not len(begins):
        return {"x": [], "open": [], "high": [], "low": [], "close": []}
    ends = np.append(begins[1:], len(time)) - 1
    return {
        "x": time[begins].view("datetime64[ms]"),
        "open": opens[begins],
        "high": np.maximum.reduceat(highs, begins),
        "low": np.minimum.reduceat(lows, begins),
        "close": closes[ends],
    }


# ------------------------------------------------------------------ trades and curves


def _markers_of(trades: "pd.DataFrame") -> list[dict[str, Any]]:
    """Entries of longs and shorts, exits with a profit and without one."""
    directions, won = trades["direction"], trades["result"] == "WIN"
    return [
        _marker("long", trades[directions == "LONG"], "entry", "triangle-up", UP),
        _marker("short", trades[directions == "SHORT"], "entry", "triangle-down", DOWN),
        _marker("exit, won", trades[won], "exit", "x", UP),
        _marker("exit, lost", trades[~won], "exit", "x", DOWN),
    ]


def _marker(name: str, trades: "pd.DataFrame", end: str, shape: str, color: str) -> dict[str, Any]:
    if len(trades) > MOST_MARKERS:
        shown = trades.iloc[:: -(-len(trades) // MOST_MARKERS)]
        name += f" ({len(shown):,} of {len(trades):,})"
        trades = shown
    rows = zip(trades["proposal_id"], trades["exit_type"], trades["pnl"], trades["return_pct"], strict=True)
    return {
        "name": name,
        "x": _naive(trades[f"{end}_time"]),
        "y": trades[f"{end}_price"].to_numpy(),
        "text": [f"#{number} {kind} {pnl:+,.2f} ({percent:+.2f}%)" for number, kind, pnl, percent in rows],
        "marker": {"symbol": shape, "color": color, "size": 9, "line": {"width": 1, "color": "white"}},
    }


def _line_of(series: "pd.Series") -> dict[str, Any]:
    places = _equity.thinned(series.to_numpy(), MOST_POINTS)
    return {"x": _naive(series.index[places]), "y": series.to_numpy()[places]}


def _naive(times: Any) -> Any:
    """Plotly has no zones."""
    return np.asarray(times, dtype="datetime64[ms]")
