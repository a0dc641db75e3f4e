"""Metrics of a result (docs/semantics.md, 10.d, 10.e, 10.i, 10.j). Undefined values are None."""

from math import sqrt

from model_candles import DAY

YEAR = 365
NOISE = 1e-11  # 10.j: what rounding does decides nothing
EPSILON = 2.0**-52


def divide(a, b):
    return None if a is None or b is None or b == 0 else a / b


def mean(values):
    return sum(values) / len(values) if values else None


def sample_deviation(values):
    if len(values) < 2:
        return None
    center = mean(values)
    deviation = sqrt(sum((v - center) ** 2 for v in values) / (len(values) - 1))
    return 0.0 if deviation <= NOISE * max(map(abs, values)) else deviation  # 10.j


def change(before, after):
    """A daily return; None after nothing is left. Rounding errors are none (10.j)."""
    if before == 0:
        return None
    value = after / before - 1
    return 0.0 if abs(value) <= NOISE else value


def daily_returns(initial, curve, first_ts):
    """One return for every calendar day from the first ts to the last point (10.i)."""
    if not curve:
        return []
    last_of_day = {(point["time"] - 1) // DAY: point["equity"] for point in curve}
    values = [initial]
    for day in range(first_ts // DAY, max(last_of_day) + 1):
        values.append(last_of_day.get(day, values[-1]))
    return [change(a, b) for a, b in zip(values, values[1:], strict=False)]


def downside_deviation(returns):
    return sqrt(mean([min(r, 0.0) ** 2 for r in returns]))


def drawdown(initial, curve, first_ts):
    """(largest fraction lost from a peak, ms from that peak to recovery or the end) (10.d, 10.j).

    What is NOISE below a peak is at it: rounding makes 9999.999999999989 of 10000.
    """
    if not curve:
        return None, 0
    points = [(first_ts, initial)] + [(p["time"], p["equity"]) for p in curve]
    worst, worst_peak, worst_at = 0.0, None, None
    peak = points[0]
    for position, (time, equity) in enumerate(points):
        if equity >= peak[1] * (1 - NOISE):
            peak = (time, max(equity, peak[1]))
        elif (peak[1] - equity) / peak[1] > worst + NOISE:
            worst, worst_peak, worst_at = (peak[1] - equity) / peak[1], peak, position
    if worst_peak is None:
        return 0.0, 0
    recovered = next((time for time, equity in points[worst_at:] if equity >= worst_peak[1] * (1 - NOISE)), points[-1][0])
    return worst, recovered - worst_peak[0]


def yearly(growth, days):
    """CAGR; None where it is undefined or beyond what a double holds."""
    if not days or growth <= 0:
        return None
    try:
        return growth ** (YEAR / days) - 1
    except OverflowError:
        return None


def compute(initial, final, curve, first_ts, open_marks, rows, notional, holds):
    """All metrics. open_marks: points at whose mark a position is open; holds: buy-and-hold return of each symbol."""
    returns = daily_returns(initial, curve, first_ts)
    days, defined = len(returns), all(r is not None for r in returns)
    average = mean(returns) if defined else None
    deviation = sample_deviation(returns) if defined else None
    downside = downside_deviation(returns) if returns and defined else None
    growth = final / initial
    cagr = yearly(growth, days)
    worst, duration = drawdown(initial, curve, first_ts)
    pnls = [row["pnl"] for row in rows]
    wins, losses = [p for p in pnls if p > 0], [p for p in pnls if p < 0]
    sharpe, sortino = divide(average, deviation), divide(average, downside)
    sqn = divide(mean(pnls), sample_deviation(pnls))
    return {
        "total_return": growth - 1,
        "cagr": cagr,
        "annual_volatility": None if deviation is None else deviation * sqrt(YEAR),
        "sharpe": None if sharpe is None else sharpe * sqrt(YEAR),
        "sortino": None if sortino is None else sortino * sqrt(YEAR),
        "calmar": divide(cagr, worst),
        "max_drawdown": worst,
        "max_drawdown_duration_ms": duration,
        "profit_factor": divide(sum(wins), -sum(losses)),
        "expectancy": mean(pnls),
        "win_rate": divide(len(wins), len(pnls)),
        "average_win": mean(wins),
        "average_loss": mean(losses),
        "exposure": divide(open_marks, len(curve)),
        "turnover": divide(notional, mean([p["equity"] for p in curve])),
        "fees_paid": sum(row["fees"] for row in rows),
        "sqn": None if sqn is None else sqn * sqrt(len(pnls)),
        "buy_and_hold_return": mean(holds),
    }


def rounding(initial, final, curve, first_ts, rows, metrics):
    """How far from these metrics others of the same curve and trades can be for rounding alone: an absolute error for those of whose terms
    digits cancel. A daily return is known to EPSILON of 1 however small it is, and a sum to EPSILON of its terms."""
    returns = daily_returns(initial, curve, first_ts)
    pnls = [row["pnl"] for row in rows]
    errors = {"max_drawdown": EPSILON, "total_return": EPSILON, "buy_and_hold_return": 10 * EPSILON}
    errors["expectancy"] = EPSILON * sum(map(abs, pnls))
    errors["sqn"] = sqrt(len(pnls)) * ratio_error(pnls, sample_deviation(pnls), 0.0)
    if returns and None not in returns:
        each = EPSILON * (1 + max(map(abs, returns)))
        errors["annual_volatility"] = sqrt(YEAR) * each
        errors["sharpe"] = sqrt(YEAR) * ratio_error(returns, sample_deviation(returns), each)
        errors["sortino"] = sqrt(YEAR) * ratio_error(returns, downside_deviation(returns), each)
    if metrics["cagr"] is not None:
        errors["cagr"] = EPSILON * (1 + YEAR / len(returns)) * max(1.0, final / initial) ** (YEAR / len(returns))
    if metrics["calmar"] is not None:
        errors["calmar"] = (errors["cagr"] + EPSILON * abs(metrics["calmar"])) / metrics["max_drawdown"]
    return errors


def ratio_error(values, spread, each):
    """The absolute error of mean(values) / spread, every value being known to `each`."""
    if not spread:
        return 0.0
    error = each + EPSILON * sum(map(abs, values))
    return error / spread * (1 + abs(mean(values)) / spread)
