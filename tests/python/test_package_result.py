"""`strategyOrchestrator.Result`: figures, frames, files and pictures, against the JSON result, backtesting.py, quantstats and empyrical."""

import json
import re

import empyrical
import numpy as np
import pandas as pd
import pytest
import quantstats.stats as qs
from backtesting import Backtest, Strategy
from backtesting.lib import crossover
from backtesting.test import GOOG, SMA
from made_frames import HOUR_MS, START_MS, columns, pandas_frame, without_timings

import strategyOrchestrator as so

RELATIVE = 1e-9
DAY_MS = 24 * HOUR_MS


def run(rows=5000, seed=1, **changes):
    settings = {"strategy": "ema_cross", "tp_ratio": 0.04, "sl_ratio": 0.02, "fee_model": 0.0004, "sell_signal": "ignore", **changes}
    return so.run(data={"BTCUSDT": pandas_frame(rows, seed)}, **settings)


@pytest.fixture(scope="module")
def result():
    return run()


@pytest.fixture(scope="module")
def document(result):
    return json.loads(result.to_json())


class Quiet(so.BaseStrategy):
    def decide(self, df, interval, **kwargs):
        return None


@pytest.fixture(scope="module")
def idle():
    """A run without a trade."""
    return run(300, strategy=Quiet)


# ------------------------------------------------------------------ against the JSON result


def test_the_head_is_that_of_the_document(result, document, idle):
    lists = ("trade_log", "equity_curve")
    assert result._head == {key: value for key, value in document.items() if key not in lists}
    assert list(result._head) == [key for key in document if key not in lists]
    assert list(result._head["metrics"]) == list(document["metrics"])
    rich = run(intrabar_report=True, explain=True, parallel_symbols=1, seed=5, strategy="buy_and_hold", sizing_model=3.0)
    lists = (*lists, "rejected_proposals")
    assert rich._head == {key: value for key, value in json.loads(rich.to_json()).items() if key not in lists}
    assert idle._head["metrics"]["sharpe"] is None


def test_plain_values(result, document):
    assert result.metrics == document["metrics"]
    assert result.warnings == document["warnings"]
    crowded = run(capacity_policy=1)
    assert crowded.rejections == json.loads(crowded.to_json())["rejections"] and crowded.rejections["capacity"] > 0
    assert result.counts == document["counts"]
    assert (result.initial_cash, result.final_cash) == (10000, document["final_cash"])
    assert (result.strategy, result.symbols) == (document["strategy"], ["BTCUSDT"])
    assert (result.config_hash, result.data_fingerprint) == (document["config_hash"], document["data_fingerprint"])
    assert result.to_dict() == document
    assert json.loads(result.to_json(pretty=True)) == document and "\n" in result.to_json(pretty=True)


def test_what_is_handed_out_can_be_changed_without_harm(result, document):
    result.metrics.clear(), result.warnings.clear(), result.rejections.clear(), result.counts.clear(), result.symbols.clear()
    del result.trades["pnl"]
    assert result.metrics == document["metrics"] and "pnl" in result.trades and result.symbols == ["BTCUSDT"]
    with pytest.raises(ValueError, match="read-only"):
        result.equity.to_numpy()[0] = 1


def test_trades_are_the_trade_log(result, document):
    trades = result.trades
    assert len(trades) == len(document["trade_log"]) > 50
    assert list(trades.columns) == list(document["trade_log"][0])
    for name in ("entry_time", "exit_time"):
        assert str(trades[name].dtype) == "datetime64[ms, UTC]"
        trades[name] = trades[name].astype("int64")
    assert trades.to_dict("records") == document["trade_log"]


def test_trades_of_a_run_without_any(idle, result):
    assert len(idle.trades) == 0
    pd.testing.assert_series_equal(idle.trades.dtypes, result.trades.dtypes)


def test_what_strategies_attach_is_in_the_trades():
    class Tagged(so.BaseStrategy):
        def get_required_lookback(self, interval=None):
            return 1

        def decide(self, df, interval, **kwargs):
            hour = int(df["open_time"].iloc[-1]) // HOUR_MS
            return {"signal": "BUY", "meta": {"hour": hour} if hour % 2 else None, "strategy_name": "tagged", "confidence": 0.5}

    frame = run(100, strategy=Tagged, max_holding_bars=1).trades
    assert all(meta is None or meta["hour"] % 2 for meta in frame["meta"]) and frame["meta"].notna().any()
    assert set(frame["strategy_name"]) == {"tagged"} and set(frame["confidence"]) == {0.5}


def test_equity_is_every_point_of_the_curve(result, document):
    equity = result.equity
    assert equity.tolist() == [point["equity"] for point in document["equity_curve"]]
    assert equity.index.astype("int64").tolist() == [point["time"] for point in document["equity_curve"]]
    assert str(equity.index.dtype) == "datetime64[ms, UTC]"
    thin = run(equity_curve="none")
    assert json.loads(thin.to_json())["equity_curve"] == [] and thin.equity.equals(equity)


def test_equity_is_not_copied_and_outlives_the_result():
    result = run(1000)
    equity, other = result.equity, result._engine_result.equity_values()
    assert np.shares_memory(equity.to_numpy(), other)
    kept = equity.tolist()
    del result, other
    run(1000, seed=9)
    assert equity.tolist() == kept


def test_drawdown_is_that_of_the_metrics(result):
    drawdown = result.drawdown
    assert drawdown.index.equals(result.equity.index)
    assert drawdown.max() == 0 and -drawdown.min() == pytest.approx(result.metrics["max_drawdown"], rel=RELATIVE)


# ------------------------------------------------------------------ days


def daily(result):
    """Daily closes by pandas: the point at 00:00 belongs to the day before, a day without points keeps the value."""
    equity = result.equity
    days = (equity.index - pd.Timedelta(1, "ms")).tz_localize(None).floor("D")
    first = (equity.index[0] - pd.Timedelta(1, "h")).tz_localize(None).floor("D")
    return equity.groupby(days).last().reindex(pd.date_range(first, days[-1], freq="D")).ffill().fillna(result.initial_cash)


def test_returns_are_those_of_calendar_days(result):
    closes = daily(result)
    expected = closes / closes.shift(fill_value=result.initial_cash) - 1
    np.testing.assert_allclose(result.returns, expected, rtol=0, atol=1e-11)
    assert result.returns.index.equals(expected.index) and result.returns.index.tz is None
    assert (1 + result.returns).prod() == pytest.approx(1 + result.metrics["total_return"], rel=RELATIVE)


def test_days_without_candles_have_no_return():
    frame = pandas_frame(1000)
    holes = pd.concat([frame[:100], frame[200:437], frame[437 + 72 :]])
    result = so.run(strategy="ema_cross", data=holes)
    closes = daily(result)
    assert len(result.returns) == len(closes) == (START_MS + 999 * HOUR_MS) // DAY_MS - START_MS // DAY_MS + 1
    np.testing.assert_allclose(result.returns, closes / closes.shift(fill_value=result.initial_cash) - 1, rtol=0, atol=1e-11)


def test_returns_of_weekly_candles():
    """A point a week: the days between have none, those before the first point the initial cash."""
    frame = pandas_frame(60, step_ms=7 * DAY_MS)
    result = so.run(strategy="buy_and_hold", data=frame, detail_interval="1w")
    assert len(result.returns) == 60 * 7
    assert (result.returns != 0).sum() <= 60 and (1 + result.returns).prod() == pytest.approx(1 + result.metrics["total_return"])
    assert qs.sharpe(result.returns, periods=365) == pytest.approx(result.metrics["sharpe"], rel=RELATIVE)


SERIES = [(5000, 1), (9000, 2), (3000, 3), (24 * 90 + 5, 4)]


@pytest.mark.parametrize(("rows", "seed"), SERIES)
def test_ratios_equal_those_of_quantstats_and_empyrical(rows, seed):
    """All but the falls: these libraries see days, the engine every point (a fall within a day is none to them). Theirs are the fall of the daily
    curve, and no `calmar` is equal. quantstats' and empyrical's annual factor of 252 is that of stock exchanges: here it is 365."""
    result = run(rows, seed)
    returns, metrics = result.returns, result.metrics
    expected = {
        "sharpe": (qs.sharpe(returns, periods=365), empyrical.sharpe_ratio(returns, annualization=365)),
        "sortino": (qs.sortino(returns, periods=365), empyrical.sortino_ratio(returns, annualization=365)),
        "annual_volatility": (qs.volatility(returns, periods=365), empyrical.annual_volatility(returns, annualization=365)),
        "cagr": (qs.cagr(returns, periods=365), empyrical.cagr(returns, annualization=365)),
        "total_return": (qs.comp(returns), empyrical.cum_returns_final(returns)),
    }
    for name, theirs in expected.items():
        assert theirs == pytest.approx([metrics[name]] * 2, rel=RELATIVE), name


@pytest.mark.parametrize(("rows", "seed"), SERIES)
def test_the_largest_fall_equals_theirs_where_they_see_every_point(rows, seed):
    """Given returns of points instead of days (quantstats takes prices, from which it takes the first point for the start: the initial cash is put there)."""
    result = run(rows, seed)
    begin = result.equity.index[0] - pd.Timedelta(1, "h")
    curve = pd.concat([pd.Series([result.initial_cash], index=[begin]), result.equity])
    fall = result.metrics["max_drawdown"]
    assert -qs.max_drawdown(curve) == pytest.approx(fall, rel=RELATIVE)
    assert -empyrical.max_drawdown(curve.pct_change().dropna()) == pytest.approx(fall, rel=RELATIVE)
    # Of days it is at most as deep, and equal to theirs.
    closes = pd.concat([pd.Series([result.initial_cash]), daily(result)])
    of_days = -(closes / closes.cummax() - 1).min()
    assert of_days <= fall * (1 + RELATIVE)
    assert [-qs.max_drawdown(result.returns), -empyrical.max_drawdown(result.returns)] == pytest.approx([of_days] * 2, rel=RELATIVE)


# ------------------------------------------------------------------ stats


class SmaCross(Strategy):
    def init(self):
        self.fast, self.slow = self.I(SMA, self.data.Close, 10), self.I(SMA, self.data.Close, 30)

    def next(self):
        if crossover(self.fast, self.slow):
            self.buy()
        elif crossover(self.slow, self.fast):
            self.position.close()


@pytest.fixture(scope="module")
def theirs():
    return Backtest(GOOG, SmaCross, cash=10000, commission=0.002, finalize_trades=True).run()


def test_stats_have_the_names_and_kinds_of_backtesting_py(result, idle, theirs):
    """Left out are Alpha and Beta, which need a market to compare with, and what is no figure."""
    left_out = {"Alpha [%]", "Beta", "_strategy", "_equity_curve", "_trades"}
    assert list(result.stats.index) == [name for name in theirs.index if name not in left_out]
    assert list(idle.stats.index) == list(result.stats.index)
    for name, value in result.stats.items():
        assert isinstance(theirs[name], pd.Timedelta) == isinstance(value, pd.Timedelta), name
        assert isinstance(theirs[name], pd.Timestamp) == isinstance(value, pd.Timestamp), name


def test_stats_are_the_engines_where_it_has_them(result):
    stats, metrics = result.stats, result.metrics
    percent = {
        "Exposure Time [%]": "exposure",
        "Return [%]": "total_return",
        "Buy & Hold Return [%]": "buy_and_hold_return",
        "Return (Ann.) [%]": "cagr",
        "Volatility (Ann.) [%]": "annual_volatility",
        "CAGR [%]": "cagr",
        "Win Rate [%]": "win_rate",
    }
    same = {"Sharpe Ratio": "sharpe", "Sortino Ratio": "sortino", "Calmar Ratio": "calmar", "Profit Factor": "profit_factor", "SQN": "sqn"}
    for name, metric in percent.items():
        assert stats[name] == metrics[metric] * 100, name
    for name, metric in same.items():
        assert stats[name] == metrics[metric], name
    assert stats["Max. Drawdown [%]"] == -metrics["max_drawdown"] * 100
    assert stats["Max. Drawdown Duration"] == pd.Timedelta(metrics["max_drawdown_duration_ms"], "ms")
    assert (stats["Equity Final [$]"], stats["Commissions [$]"], stats["# Trades"]) == (
        result.final_cash,
        metrics["fees_paid"],
        len(result.trades),
    )


def test_the_other_stats(result):
    stats, trades, equity = result.stats, result.trades, result.equity
    held = trades["exit_time"] - trades["entry_time"]
    assert stats["Start"] == pd.Timestamp(START_MS, unit="ms", tz="UTC")
    assert (
        stats["End"] == pd.Timestamp(START_MS + 4999 * HOUR_MS, unit="ms", tz="UTC") and stats["Duration"] == stats["End"] - stats["Start"]
    )
    assert stats["Equity Peak [$]"] == max(equity.max(), result.initial_cash)
    assert (stats["Best Trade [%]"], stats["Worst Trade [%]"]) == (trades["return_pct"].max(), trades["return_pct"].min())
    assert stats["Expectancy [%]"] == trades["return_pct"].mean()
    growth = (1 + trades["return_pct"] / 100).prod() ** (1 / len(trades))
    assert stats["Avg. Trade [%]"] == pytest.approx((growth - 1) * 100, rel=RELATIVE)
    assert stats["Max. Trade Duration"] == held.max() and abs(stats["Avg. Trade Duration"] - held.mean()) < pd.Timedelta(1, "ms")
    won, wins, losses = (trades["pnl"] > 0).mean(), trades["pnl"][trades["pnl"] > 0].mean(), trades["pnl"][trades["pnl"] < 0].mean()
    assert stats["Kelly Criterion"] == pytest.approx(won - (1 - won) / (wins / -losses), rel=RELATIVE)


def falls(result):
    """Depths and durations of all falls, point by point."""
    peak, peak_time, depth, found = result.initial_cash, result.equity.index[0] - pd.Timedelta(1, "h"), 0.0, []
    for time, value in result.equity.items():
        if value >= peak * (1 - 1e-11):
            if depth < 0:
                found.append((depth, time - peak_time))
            peak, peak_time, depth = max(peak, value), time, 0.0
        else:
            depth = min(depth, value / peak - 1)
    return found + ([(depth, time - peak_time)] if depth < 0 else [])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_average_falls(seed):
    result = run(2000, seed)
    depths, durations = zip(*falls(result), strict=True)
    assert result.stats["Avg. Drawdown [%]"] == pytest.approx(np.mean(depths) * 100, rel=RELATIVE)
    assert abs(result.stats["Avg. Drawdown Duration"] - pd.Series(durations).mean()) <= pd.Timedelta(1, "ms")
    assert min(depths) * 100 == pytest.approx(result.stats["Max. Drawdown [%]"], rel=RELATIVE)
    assert result.stats["Max. Drawdown Duration"] == durations[int(np.argmin(depths))]


def test_stats_of_a_run_without_trades(idle):
    stats = idle.stats
    assert stats["# Trades"] == 0 and stats["Return [%]"] == 0 and stats["Max. Drawdown [%]"] == 0
    assert stats["Max. Drawdown Duration"] == pd.Timedelta(0)
    for name in (
        "Win Rate [%]",
        "Best Trade [%]",
        "Avg. Trade [%]",
        "Max. Trade Duration",
        "Profit Factor",
        "SQN",
        "Kelly Criterion",
        "Sharpe Ratio",
    ):
        assert pd.isna(stats[name]), name
    assert pd.isna(stats["Avg. Drawdown [%]"]) and pd.isna(stats["Avg. Drawdown Duration"])


def test_a_timeline_without_an_instant():
    """Decisions that all fall after the last candle (note 10.l)."""
    empty = so.run(strategy="buy_and_hold", data=pandas_frame(100), start_date=START_MS + 100 * HOUR_MS)
    assert len(empty.equity) == len(empty.returns) == len(empty.drawdown) == len(empty.trades) == 0
    assert pd.isna(empty.stats["Start"]) and empty.stats["Equity Final [$]"] == empty.stats["Equity Peak [$]"] == 10000
    assert repr(empty) and empty._repr_html_() and empty.plot().data


# ------------------------------------------------------------------ text and files


def test_repr_is_the_summary_of_the_engine(result):
    assert repr(result).startswith("EMACrossStrategy · 1 symbol · 1h") and "profit factor" in repr(result)
    assert repr(result) == str(result)


def test_html_stands_alone(result):
    html = result._repr_html_()
    assert f"{result.metrics['total_return'] * 100:+.2f}%" in html and "<svg" in html and "EMACrossStrategy" in html
    assert not re.search(r"http|src=|href=|<script|<link|url\(|@import", html)
    assert len(html) < 20_000


def test_html_escapes_names():
    class Named(Quiet):
        pass

    Named.__qualname__ = Named.__name__ = "<b>&"
    html = run(300, strategy=Named())._repr_html_()
    assert "<b>&<" not in html


def test_saved_files(result, document, tmp_path):
    folder = result.save(tmp_path / "new" / "folder")
    assert sorted(path.name for path in folder.iterdir()) == ["equity.arrow", "result.json", "trades.arrow"]
    assert json.loads((folder / "result.json").read_text()) == document
    equity = pd.read_feather(folder / "equity.arrow")
    assert equity["equity"].tolist() == result.equity.tolist()
    trades = pd.read_feather(folder / "trades.arrow")
    pd.testing.assert_frame_equal(trades, result.trades.drop(columns="meta", errors="ignore"), check_dtype=False)


def test_a_folder_that_cannot_be_made(result, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(so.BacktestError) as caught:
        result.save(tmp_path / "file" / "folder")
    assert caught.value.code == "output_failed" and str(tmp_path) in caught.value.message


# ------------------------------------------------------------------ plots


def test_plot_shows_candles_trades_and_curves():
    result = run(market="PERP", sell_signal="short", funding_rate=0)
    figure = result.plot()
    by_name = {trace.name: trace for trace in figure.data}
    candles, equity = by_name["BTCUSDT 1h"], by_name["equity"]
    arrays = columns(5000)
    for name in ("open", "high", "low", "close"):
        np.testing.assert_array_equal(candles[name], arrays[name])
    assert np.asarray(candles.x, dtype="datetime64[ms]").astype("int64").tolist() == arrays["open_time"].tolist()
    assert np.asarray(equity.y).tolist() == result.equity.tolist()
    assert np.asarray(by_name["drawdown"].y).min() == result.drawdown.min() * 100
    markers = {name: len(trace.x) for name, trace in by_name.items() if name in ("long", "short", "exit, won", "exit, lost")}
    assert markers["long"] + markers["short"] == markers["exit, won"] + markers["exit, lost"] == len(result.trades)
    assert set(by_name["long"].y) <= set(result.trades["entry_price"]) and len(by_name["short"].y) > 10
    assert not {"long", "short"} & {trace.name for trace in run(300, strategy=Quiet).plot().data}


def test_plot_of_a_long_run_is_thinned():
    """Candles of a longer interval that holds the same extremes, and a curve that keeps its own."""
    rows = 90_000
    frame = pandas_frame(rows, step_ms=60_000)
    result = so.run(strategy="ema_cross", data=frame)
    by_name = {trace.name: trace for trace in result.plot().data}
    candles = by_name["ASSET 5m"]
    assert len(candles.x) == rows / 5
    expected = frame.resample("5min").agg({"open": "first", "high": "max", "low": "min", "close": "last"})
    for name in expected:
        np.testing.assert_array_equal(candles[name], expected[name])
    y = np.asarray(by_name["equity"].y)
    assert len(y) <= 20_000
    assert (y.min(), y.max(), y[0], y[-1]) == (result.equity.min(), result.equity.max(), result.equity.iloc[0], result.equity.iloc[-1])
    assert np.asarray(by_name["drawdown"].y).min() == result.drawdown.min() * 100


def test_plot_of_one_of_several_symbols():
    result = so.run(strategy="ema_cross", data={"BTCUSDT": pandas_frame(500), "ETHUSDT": pandas_frame(500, seed=2)})
    assert result.plot("ETH/USDT").data[0].name == result.plot("ETHUSDT").data[0].name == "ETHUSDT 1h"
    np.testing.assert_array_equal(result.plot("ETHUSDT").data[0].close, pandas_frame(500, seed=2)["close"])
    with pytest.raises(so.BacktestError) as caught:
        result.plot("ETHUSD")
    assert (caught.value.code, caught.value.hint) == ("unknown_symbol", "did you mean 'ETHUSDT'?")


def test_plot_becomes_a_page(result, tmp_path):
    target = tmp_path / "plot.html"
    result.plot().write_html(target, include_plotlyjs=False)
    assert "BTCUSDT 1h" in target.read_text()


def test_equal_runs_are_equal():
    assert without_timings(run()) == without_timings(run())
