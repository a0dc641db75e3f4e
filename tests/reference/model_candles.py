"""Candles for the reference model: intervals, dates, sorting, resampling (docs/semantics.md, sections 1 and 2)."""

from datetime import UTC, datetime

MINUTE, DAY = 60_000, 86_400_000
INTERVAL_MS = {
    "1m": 1,
    "3m": 3,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1h": 60,
    "2h": 120,
    "4h": 240,
    "6h": 360,
    "8h": 480,
    "12h": 720,
    "1d": 1440,
    "3d": 4320,
    "1w": 10080,
}
INTERVAL_MS = {name: minutes * MINUTE for name, minutes in INTERVAL_MS.items()}
WEEK_ANCHOR = -3 * DAY  # 1.b: Monday 1969-12-29


class DataError(Exception):
    """The run must fail with a data error."""


class Candle:
    """One candle; `time` is its open time in ms."""

    __slots__ = ("time", "open", "high", "low", "close", "volume")

    def __init__(self, row):
        self.time, self.open, self.high, self.low, self.close = row[:5]
        self.volume = row[5] if len(row) > 5 else 0.0


def parse_time(value):
    """Milliseconds of a date, a date and time, an integer or a string of digits (1, 1.a)."""
    if isinstance(value, (int, float)):
        return int(value)
    if value.lstrip("-").isdigit():
        return int(value)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


def read_rows(rows):
    """Rows as candles in the order of time (1: unsorted input is sorted)."""
    return sorted((Candle(row) for row in rows), key=lambda candle: candle.time)


def bucket_start(time, interval):
    anchor = WEEK_ANCHOR if interval == "1w" else 0  # 1.b
    size = INTERVAL_MS[interval]
    return (time - anchor) // size * size + anchor


def resample(candles, interval):
    """1.f: open first, high max, low min, close last, volume sum; an empty bucket stays a gap."""
    buckets = {}
    for candle in candles:
        buckets.setdefault(bucket_start(candle.time, interval), []).append(candle)
    return [
        Candle([start, part[0].open, max(c.high for c in part), min(c.low for c in part), part[-1].close, sum(c.volume for c in part)])
        for start, part in sorted(buckets.items())
    ]


def default_detail_interval(interval):
    """Section 1, `detail_interval`."""
    size = INTERVAL_MS[interval]
    if size >= DAY:
        return "1h"
    return "15m" if size >= 30 * MINUTE else interval


def load_series(config, symbols, hit):
    """({symbol: decision candles}, {symbol: detail candles}, detail interval in use)."""
    inline = config["ohlcv_data"]
    interval = config["interval"]
    main_rows, detail_rows = inline.get("main") or {}, inline.get("detailed") or {}
    wanted = config.get("detail_interval")
    detail_interval = wanted or default_detail_interval(interval)
    stored_detail = {s: read_rows(detail_rows[s]) for s in symbols if s in detail_rows}
    main = {}
    for symbol in symbols:
        if symbol in main_rows:
            main[symbol] = read_rows(main_rows[symbol])
        elif symbol in stored_detail:
            hit("1 main resampled from detail")
            main[symbol] = resample(stored_detail[symbol], interval)
        else:
            raise DataError(f"no candles for {symbol}")
    if all(symbol in stored_detail for symbol in symbols):
        hit("1 detail given" if wanted else "1 detail given for the default interval")
        return main, stored_detail, detail_interval
    if detail_interval != interval and wanted:
        raise DataError("an explicit detail_interval cannot be had")  # 1
    if detail_interval != interval:
        hit("1 detail falls back to the decision interval")  # 1, 1.g
        return main, main, interval
    return main, {s: stored_detail.get(s, main[s]) for s in symbols}, interval


def decision_range(bars, config):
    """Indices [first, last] of the decision bars within the range (2, 2.a, 2.b), or None."""
    size = INTERVAL_MS[config["interval"]]
    start, end = config.get("start_date"), config.get("end_date")
    start = None if start is None else parse_time(start)
    end = None if end is None else parse_time(end)
    inside = [i for i, time in enumerate(bars) if (start is None or time + size >= start) and (end is None or time + size < end)]
    newest = config.get("num_iterations")
    if newest is not None:
        inside = inside[-newest:]
    return (inside[0], inside[-1]) if inside else None
