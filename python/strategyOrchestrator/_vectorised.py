"""Strategies that decide on all bars at once (``decide_all``), and the look whether they peek at the future."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from strategyOrchestrator._strategy_shape import accepted_keywords
from strategyOrchestrator.errors import DecisionsError

PRICES = ("entry_price", "tp_price", "sl_price", "confidence")
SIGNALS = {"NO": 0, "BUY": 1, "SELL": 2}
#: Rows that the frames of the check may have together, as a share of the whole frame's: its price is this share of the strategy's own time.
CHECKED_SHARE = 0.25
MOST_CHECKS = 8


@dataclass
class Columns:
    """Decisions by bar: ``signal`` int8 (0 NO, 1 BUY, 2 SELL), prices float64 with NaN where there is none, or None for a column that is absent."""

    signal: np.ndarray
    entry_price: np.ndarray | None = None
    tp_price: np.ndarray | None = None
    sl_price: np.ndarray | None = None
    confidence: np.ndarray | None = None

    def at(self, bar: int) -> dict[str, Any]:
        values: dict[str, Any] = {"signal": int(self.signal[bar])}
        for name in PRICES:
            column = getattr(self, name)
            values[name] = float("nan") if column is None else float(column[bar])
        return values


def _signal_codes(column: pd.Series) -> np.ndarray:
    codes, names = pd.factorize(column, use_na_sentinel=True)
    table = np.zeros(len(names) + 1, dtype=np.int8)  # the last one is for missing values: NO
    for place, name in enumerate(names):
        text = str(getattr(name, "value", name)).upper()
        if text not in SIGNALS:
            raise DecisionsError("bad_decisions", f"decide_all returned the signal {name!r}", "signals are BUY, SELL and NO")
        table[place] = SIGNALS[text]
    return np.asarray(table[codes])


def _columns_of(result: Any, rows: int) -> Columns:
    if isinstance(result, pd.Series):
        result = result.to_frame("signal")
    if not isinstance(result, pd.DataFrame):
        raise DecisionsError("bad_decisions", f"decide_all returned a {type(result).__name__}", "return a DataFrame with a column 'signal'")
    if len(result) != rows:
        raise DecisionsError(
            "bad_decisions", f"decide_all returned {len(result)} rows for {rows} bars", "return one row for each bar of the frame"
        )
    if "signal" not in result.columns:
        raise DecisionsError(
            "bad_decisions", "decide_all returned no column 'signal'", f"its columns are {', '.join(map(str, result.columns))}"
        )
    columns = Columns(_signal_codes(result["signal"]))
    for name in PRICES:
        if name in result.columns:
            try:
                values = pd.to_numeric(result[name]).to_numpy(dtype=np.float64, na_value=np.nan)
            except (TypeError, ValueError) as error:
                raise DecisionsError("bad_decisions", f"the column '{name}' of decide_all has no numbers: {error}") from error
            setattr(columns, name, np.ascontiguousarray(values))
    return columns


def _call(strategy: Any, frame: pd.DataFrame, interval: str, keywords: dict[str, Any]) -> Columns:
    method = strategy.decide_all
    accepted = accepted_keywords(method, ("interval", *keywords))
    given = {name: value for name, value in {"interval": interval, **keywords}.items() if name in accepted}
    return _columns_of(method(frame, **given), len(frame))


def _sample(columns: Columns, first: int, rows: int) -> list[int]:
    """Bars to look at again, oldest first: the first signals and some evenly spread bars, as many as the share of rows allows."""
    if rows <= first:
        return []
    signals = np.flatnonzero(columns.signal[first:]) + first
    spread = np.linspace(first, first + (rows - first - 1) / 8, MOST_CHECKS // 2).astype(int)
    wanted = sorted({*signals[: MOST_CHECKS // 2].tolist(), *spread.tolist()})
    chosen: list[int] = []
    budget = max(CHECKED_SHARE * rows, 2_000)
    for bar in wanted:
        budget -= bar + 1
        if chosen and budget < 0:
            break
        chosen.append(int(bar))
    return chosen


def _same(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def _require_same(mine: dict[str, Any], other: dict[str, Any], bar_time: str, how: str) -> None:
    names = {code: name for name, code in SIGNALS.items()}
    for key, value in mine.items():
        if key != "signal" and not mine["signal"] and not other["signal"]:
            continue  # prices of bars without a signal mean nothing
        if _same(value, other[key]):
            continue
        shown = (names[value], names[other[key]]) if key == "signal" else (value, other[key])
        raise DecisionsError(
            "look_ahead",
            f"decide_all says {key} = {shown[0]} for the bar {bar_time}, but {shown[1]} {how}",
            "it decides with data it would not have had: look for shift(-1), a maximum over the whole frame, a centred window",
        )


def decide_all(
    strategy: Any, frame: pd.DataFrame, interval: str, lookback: int, tp_ratio: float, sl_ratio: float, has_decide: bool
) -> Columns:
    """The decisions on all bars of a job; raises DecisionsError (``look_ahead``) where a bar's decision changes once later bars are taken away."""
    ratios = {name: None if value != value else value for name, value in (("tp_ratio", tp_ratio), ("sl_ratio", sl_ratio))}
    columns = _call(strategy, frame, interval, ratios)
    for bar in _sample(columns, lookback - 1, len(frame)):
        time = pd.Timestamp(int(frame["open_time"].iloc[bar]), unit="ms").isoformat() + "Z"
        alone = _call(strategy, frame.iloc[: bar + 1], interval, ratios)
        _require_same(columns.at(bar), alone.at(bar), time, "when the frame ends there")
        if has_decide:
            window = frame.iloc[bar + 1 - lookback : bar + 1].reset_index(drop=True)
            _require_same(columns.at(bar), _decided(strategy, window, interval, ratios), time, "by decide()")
    return columns


def _decided(strategy: Any, window: pd.DataFrame, interval: str, ratios: dict[str, Any]) -> dict[str, Any]:
    accepted = accepted_keywords(strategy.decide, ("tp_ratio", "sl_ratio"))
    answer = strategy.decide(window, interval, **{name: ratios[name] for name in accepted}) or {"signal": "NO"}
    values: dict[str, Any] = {"signal": SIGNALS[str(answer["signal"]).upper()]}
    for name in PRICES:
        value = answer.get(name)
        values[name] = float("nan") if value is None else float(value)
    return values
