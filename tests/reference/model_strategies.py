"""The built-in strategies, written from docs/strategies.md; slow and plain.

A strategy has `lookback` and `decide(bars, i, first)`: the list of decisions on bar i of the loaded bars (first: the first
bar that is decided on). A decision is a dict with `signal`, `confidence` and, where the strategy gives them, `entry_price`,
`tp_price`, `sl_price` (absent: left to the engine, None: no such exit).
"""

from math import nan, sqrt

from model_candles import parse_time


def column(bars, field):
    return [getattr(bar, field) for bar in bars]


def ema(closes, period):
    a = 2.0 / (period + 1)
    values, e = [], None
    for i, close in enumerate(closes):
        e = close if e is None else e * (1 - a) + close * a
        values.append(e if i >= period - 1 else nan)
    return values


def momentum(closes, period):
    return [closes[i] / closes[i - period] - 1 if i >= period else nan for i in range(len(closes))]


def rsi(closes, period):
    values = [nan] * len(closes)
    gains = [max(b - a, 0.0) for a, b in zip(closes, closes[1:], strict=False)]
    losses = [max(a - b, 0.0) for a, b in zip(closes, closes[1:], strict=False)]
    for i in range(period, len(closes)):
        if i == period:
            gain, loss = sum(gains[:period]) / period, sum(losses[:period]) / period
        else:
            gain = (gain * (period - 1) + gains[i - 1]) / period
            loss = (loss * (period - 1) + losses[i - 1]) / period
        values[i] = 100 * (gain / (gain + loss)) if gain + loss != 0 else 0.0
    return values


def bollinger(closes, period, width):
    upper, lower = [nan] * len(closes), [nan] * len(closes)
    for i in range(period - 1, len(closes)):
        window = closes[i - period + 1 : i + 1]
        middle, deviation = window[0], 0.0
        if any(x != window[0] for x in window):
            middle = sum(window) / period
            deviation = sqrt(sum((x - middle) ** 2 for x in window) / period)
        upper[i], lower[i] = middle + width * deviation, middle - width * deviation
    return upper, lower


def crosses_up(a, b, i):
    return i > 0 and a[i - 1] <= b[i - 1] and a[i] > b[i]


def crosses_down(a, b, i):
    return i > 0 and a[i - 1] >= b[i - 1] and a[i] < b[i]


def signal(name, confidence=1.0, **prices):
    return [{"signal": name, "confidence": confidence, **prices}]


class EMACross:
    def __init__(self, interval, fast=9, slow=21):
        self.fast, self.slow, self.lookback = fast, slow, slow

    def decide(self, bars, i, first):
        closes = column(bars[: i + 1], "close")
        fast, slow = ema(closes, self.fast), ema(closes, self.slow)
        if crosses_up(fast, slow, i):
            return signal("BUY")
        return signal("SELL") if crosses_down(fast, slow, i) else []


class Momentum:
    def __init__(self, interval, window=20, threshold=0.0):
        self.window, self.threshold, self.lookback = window, threshold, window + 2

    def decide(self, bars, i, first):
        m = momentum(column(bars[: i + 1], "close"), self.window)
        up, down = [self.threshold] * len(m), [-self.threshold] * len(m)
        confidence = min(1.0, abs(m[i]))
        if crosses_up(m, up, i):
            return signal("BUY", confidence)
        return signal("SELL", confidence) if crosses_down(m, down, i) else []


class RSIReversion:
    def __init__(self, interval, period=14, oversold=30, overbought=70):
        self.period, self.oversold, self.overbought, self.lookback = period, oversold, overbought, period + 2

    def decide(self, bars, i, first):
        r = rsi(column(bars[: i + 1], "close"), self.period)
        if crosses_up(r, [self.oversold] * len(r), i):
            return signal("BUY")
        return signal("SELL") if crosses_down(r, [self.overbought] * len(r), i) else []


class BollingerBreakout:
    def __init__(self, interval, period=20, width=2.0):
        self.period, self.width, self.lookback = period, width, period + 1

    def decide(self, bars, i, first):
        closes = column(bars[: i + 1], "close")
        upper, lower = bollinger(closes, self.period, self.width)
        if crosses_up(closes, upper, i):
            return signal("BUY")
        return signal("SELL") if crosses_down(closes, lower, i) else []


class DonchianBreakout:
    def __init__(self, interval, entry=20, exit=10):
        self.entry, self.exit, self.lookback = entry, exit, max(entry, exit) + 2

    def decide(self, bars, i, first):
        def top(j):
            return max(bar.high for bar in bars[j - self.entry : j])

        def bottom(j):
            return min(bar.low for bar in bars[j - self.exit : j])

        if bars[i].close > top(i) and bars[i - 1].close <= top(i - 1):
            return signal("BUY")
        if bars[i].close < bottom(i) and bars[i - 1].close >= bottom(i - 1):
            return signal("SELL")
        return []


class BuyAndHold:
    lookback = 1

    def __init__(self, interval):
        pass

    def decide(self, bars, i, first):
        return signal("BUY", tp_price=None, sl_price=None) if i == first else []


class PeakEMAReversal:
    def __init__(self, interval, recent=None, total=None, buffer=None, peak_factor=1.2, peak_ema=15, entry_ema=15, entry_ema_one_rising=33):
        weekly = interval == "1w"
        self.recent = recent or (5 if weekly else 7)
        self.lookback = total or (52 if weekly else 200)
        self.buffer = buffer if buffer is not None else (0.2 if weekly else 0.1)
        self.peak_factor, self.peak_ema = peak_factor, peak_ema
        self.entry_ema, self.entry_ema_one_rising = entry_ema, entry_ema_one_rising

    def decide(self, bars, i, first):
        closes = column(bars[: i + 1], "close")
        offset = i + 1 - self.lookback
        window = bars[offset : i + 1]
        count = len(window)
        highs = column(window, "high")
        peak = highs.index(max(highs))
        if highs.count(highs[peak]) != 1 or peak < count - self.recent:  # 2
            return []
        if not highs[peak] >= self.peak_factor * ema(closes, self.peak_ema)[offset + peak]:
            return []
        split = count - self.recent - 1  # 3
        if not any(bar.close > max(highs[:split]) for bar in window[split:]):
            return []
        prior = max(highs[: peak - 1])  # 4
        if not (window[peak].close > prior or window[peak - 1].close > prior):
            return []
        after = range(peak + 1, min(peak + 7, count - 1) + 1)  # 5
        rising = [
            j for j in after if highs[j] > highs[j - 1] or window[j].close > window[j].open or highs[j] > (1 + self.buffer) * window[j].open
        ]
        if not after or len(rising) > 1:
            return []
        line = ema(closes, self.entry_ema_one_rising if rising else self.entry_ema)[i]
        return signal("BUY", entry_price=line) if window[-1].low < line else []  # 6


class Scheduled:
    def __init__(self, interval, signals=(), lookback=1, joined=False):
        self.signals, self.lookback, self.joined = signals, lookback, joined

    def decide(self, bars, i, first):
        """As a member of an ensemble, which shows no symbol: the signal that names none."""
        return [{key: value for key, value in d.items() if key != "symbol"} for d in self.at(bars[i].time, [None])]

    def at(self, time, symbols):
        """The decisions on the bar that opens at `time`, in the order of the list, each with its symbol."""
        decisions = []
        for entry in self.signals:
            if parse_time(entry["time"]) != time:
                continue
            for symbol in symbols:
                if entry.get("symbol") in (None, symbol):
                    decision = {key: entry[key] for key in ("tp_price", "sl_price") if key in entry}
                    if entry.get("entry_price") is not None:
                        decision["entry_price"] = entry["entry_price"]
                    decisions.append({"signal": entry["signal"], "confidence": entry.get("confidence", 1.0), "symbol": symbol, **decision})
        return decisions


class Ensemble:
    def __init__(self, interval, strategies, weights=None, method="weighted", threshold=0.5):
        self.members = [build(spec, interval) for spec in strategies]
        self.weights = weights or [1.0] * len(self.members)
        self.method, self.threshold = method, threshold
        self.lookback = max(member.lookback for member in self.members)

    def decide(self, bars, i, first):
        votes = [(member.decide(bars, i, first) or [None])[0] for member in self.members]
        names = [vote["signal"] if vote else "NO" for vote in votes]
        outcome = self.outcome(names)
        if outcome == "NO":
            return []
        agreeing = [k for k, name in enumerate(names) if name == outcome]
        heaviest = max(agreeing, key=lambda k: (self.weights[k], -k))
        total = sum(self.weights[k] for k in agreeing)
        if total > 0:
            confidence = sum(self.weights[k] * votes[k]["confidence"] for k in agreeing) / total
        else:
            confidence = sum(votes[k]["confidence"] for k in agreeing) / len(agreeing)
        return [{**votes[heaviest], "confidence": confidence}]

    def outcome(self, names):
        count = len(names)
        if self.method == "any":
            return next((name for name in names if name != "NO"), "NO")
        if self.method == "unanimous":
            return names[0] if all(name == names[0] for name in names) else "NO"
        if self.method == "majority":
            return next((side for side in ("BUY", "SELL") if names.count(side) * 2 > count), "NO")
        total = sum(self.weights)
        balance = sum(w for w, name in zip(self.weights, names, strict=False) if name == "BUY") - sum(
            w for w, name in zip(self.weights, names, strict=False) if name == "SELL"
        )
        if balance >= self.threshold * total:
            return "BUY"
        return "SELL" if balance <= -self.threshold * total else "NO"


BUILT_IN = {
    "ema_cross": EMACross,
    "momentum": Momentum,
    "rsi_reversion": RSIReversion,
    "bollinger_breakout": BollingerBreakout,
    "donchian_breakout": DonchianBreakout,
    "buy_and_hold": BuyAndHold,
    "peak_ema_reversal": PeakEMAReversal,
    "scheduled": Scheduled,
    "ensemble": Ensemble,
}


def build(spec, interval):
    """A strategy from its specification: a token, or {"builtin", "params"}."""
    if isinstance(spec, str):
        spec = {"builtin": spec}
    return BUILT_IN[spec["builtin"]](interval, **spec.get("params", {}))
