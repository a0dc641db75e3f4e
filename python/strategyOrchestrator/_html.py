"""A result in a notebook's cell: a small table and the curve, without anything from outside."""

import html
from typing import Any

from strategyOrchestrator import _equity

WIDTH, HEIGHT = 640, 90
MOST_POINTS = 400
MOST_WARNINGS = 5


def page_of(head: dict[str, Any], symbols: list[str], curve: _equity.Curve) -> str:
    shown = ", ".join(symbols) if len(symbols) <= 4 else f"{', '.join(symbols[:3])} and {len(symbols) - 3} more"
    detail = "" if head["detail_interval"] == head["interval"] else f" (fills on {head['detail_interval']})"
    title = f"<b>{html.escape(head['strategy'])}</b> · {html.escape(shown)} · {head['interval']}{detail} · {head['market']}"
    return f'<div style="font-size:13px;max-width:{WIDTH}px">{title}{_sparkline(curve)}{_table(_cells(head))}{_notes(head)}</div>'


def _percent(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value * 100:{sign}.2f}%"


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _cells(head: dict[str, Any]) -> list[tuple[str, str]]:
    metrics = head["metrics"]
    return [
        ("final cash", _plain(head["final_cash"])),
        ("return", _percent(metrics["total_return"], "+")),
        ("buy and hold", _percent(metrics["buy_and_hold_return"], "+")),
        ("CAGR", _percent(metrics["cagr"], "+")),
        ("volatility p.a.", _percent(metrics["annual_volatility"])),
        ("max drawdown", _percent(metrics["max_drawdown"])),
        ("Sharpe", _plain(metrics["sharpe"])),
        ("Sortino", _plain(metrics["sortino"])),
        ("Calmar", _plain(metrics["calmar"])),
        ("trades", f"{head['counts']['trades']:,}"),
        ("win rate", _percent(metrics["win_rate"])),
        ("profit factor", _plain(metrics["profit_factor"])),
        ("expectancy", _plain(metrics["expectancy"])),
        ("exposure", _percent(metrics["exposure"])),
        ("fees paid", _plain(metrics["fees_paid"])),
    ]


def _table(cells: list[tuple[str, str]]) -> str:
    rows = []
    for begin in range(0, len(cells), 3):
        pairs = "".join(
            f'<td style="text-align:left;opacity:.65">{name}</td><td style="text-align:right">{value}</td>'
            for name, value in cells[begin : begin + 3]
        )
        rows.append(f"<tr>{pairs}</tr>")
    return f'<table style="width:100%">{"".join(rows)}</table>'


def _sparkline(curve: _equity.Curve) -> str:
    """The equity as a line; the initial cash is the dotted one."""
    if len(curve.values) < 2:
        return ""
    places = _equity.thinned(curve.values, MOST_POINTS)
    low = min(float(curve.values.min()), curve.initial_cash)
    high = max(float(curve.values.max()), curve.initial_cash)
    scale = (HEIGHT - 4) / ((high - low) or 1)
    begin, length = int(curve.times[0]), int(curve.times[-1] - curve.times[0])

    def height_of(value: float) -> str:
        return f"{HEIGHT - 2 - (value - low) * scale:.1f}"

    points = " ".join(f"{(int(curve.times[i]) - begin) / length * WIDTH:.1f},{height_of(float(curve.values[i]))}" for i in places)
    start = height_of(curve.initial_cash)
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="100%" role="img" aria-label="equity" style="display:block;margin:4px 0">'
        f'<line x1="0" x2="{WIDTH}" y1="{start}" y2="{start}" stroke="currentColor" stroke-dasharray="2 4" opacity=".4"/>'
        f'<polyline points="{points}" fill="none" stroke="#2a7de1" stroke-width="1.5"/></svg>'
    )


def _notes(head: dict[str, Any]) -> str:
    rejected = ", ".join(f"{name} {count:,}" for name, count in head["rejections"].items())
    lines = [f"rejected: {rejected}"] if rejected else []
    lines += [f"warning: {warning['message']}" for warning in head["warnings"][:MOST_WARNINGS]]
    if len(head["warnings"]) > MOST_WARNINGS:
        lines.append(f"… and {len(head['warnings']) - MOST_WARNINGS} more warnings")
    return "".join(f'<div style="opacity:.65">{html.escape(line)}</div>' for line in lines)
