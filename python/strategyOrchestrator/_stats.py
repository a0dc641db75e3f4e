"""Key figures under the names that users of backtesting.py know."""

from typing import TYPE_CHECKING, Any

import numpy as np

from strategyOrchestrator import _equity

if TYPE_CHECKING:
    import pandas as pd


def stats_of(head: dict[str, Any], curve: _equity.Curve, trades: "pd.DataFrame") -> "pd.Series":
    """All of :attr:`Result.stats`; `head` is the result without its lists. What the engine computes is taken from its metrics."""
    import pandas as pd

    metrics = {name: np.nan if value is None else value for name, value in head["metrics"].items()}
    falls = _equity.falls_of(curve)
    values = {
        **_range_of(curve, pd),
        "Exposure Time [%]": metrics["exposure"] * 100,
        "Equity Final [$]": head["final_cash"],
        "Equity Peak [$]": max(curve.initial_cash, curve.values.max()) if len(curve.values) else curve.initial_cash,
        "Commissions [$]": metrics["fees_paid"],
        "Return [%]": metrics["total_return"] * 100,
        "Buy & Hold Return [%]": metrics["buy_and_hold_return"] * 100,
        "Return (Ann.) [%]": metrics["cagr"] * 100,  # the geometric mean of daily returns, annualised: the same number
        "Volatility (Ann.) [%]": metrics["annual_volatility"] * 100,
        "CAGR [%]": metrics["cagr"] * 100,
        "Sharpe Ratio": metrics["sharpe"],
        "Sortino Ratio": metrics["sortino"],
        "Calmar Ratio": metrics["calmar"],
        "Max. Drawdown [%]": -metrics["max_drawdown"] * 100,
        "Avg. Drawdown [%]": falls.depths.mean() * 100 if len(falls.depths) else np.nan,
        "Max. Drawdown Duration": pd.Timedelta(metrics["max_drawdown_duration_ms"], "ms"),
        "Avg. Drawdown Duration": pd.Timedelta(round(falls.durations.mean()), "ms") if len(falls.durations) else pd.NaT,
        "# Trades": head["counts"]["trades"],
        "Win Rate [%]": metrics["win_rate"] * 100,
        **_trade_figures(trades, pd),
        "Profit Factor": metrics["profit_factor"],
        "Expectancy [%]": trades["return_pct"].mean(),
        "SQN": metrics["sqn"],
        "Kelly Criterion": metrics["win_rate"] - (1 - metrics["win_rate"]) * -metrics["average_loss"] / metrics["average_win"],
    }
    return pd.Series(values, dtype=object, name=head["strategy"])


def _range_of(curve: _equity.Curve, pd: Any) -> dict[str, Any]:
    """Open times of the first and the last candle, as backtesting.py has them."""
    if not len(curve.times):
        return {"Start": pd.NaT, "End": pd.NaT, "Duration": pd.NaT}
    start = pd.Timestamp(curve.begin, unit="ms", tz="UTC")
    end = pd.Timestamp(int(curve.times[-1]) - curve.detail_ms, unit="ms", tz="UTC")
    return {"Start": start, "End": end, "Duration": end - start}


def _trade_figures(trades: "pd.DataFrame", pd: Any) -> dict[str, Any]:
    returns = trades["return_pct"]
    held = trades["exit_time"] - trades["entry_time"]
    return {
        "Best Trade [%]": returns.max(),
        "Worst Trade [%]": returns.min(),
        "Avg. Trade [%]": _geometric_mean(returns.to_numpy() / 100) * 100,
        "Max. Trade Duration": held.max() if len(held) else pd.NaT,
        "Avg. Trade Duration": held.mean().round("ms") if len(held) else pd.NaT,
    }


def _geometric_mean(returns: _equity.Numbers) -> float:
    """Of simple returns; -1 when one of them lost everything, NaN when there are none."""
    if not len(returns):
        return float("nan")
    if (returns <= -1).any():
        return -1.0
    return float(np.exp(np.log1p(returns).mean()) - 1)
