"""The built-in strategies as a user would write them, from docs/strategies.md: their results must equal the engine's own to the byte."""

import numpy as np

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy


def crossed_up(before, level_before, now, level):
    return before <= level_before and now > level


def crossed_down(before, level_before, now, level):
    return before >= level_before and now < level


class EMACrossStrategy(BaseStrategy):
    """On pandas windows."""

    def __init__(self, fast=9, slow=21):
        super().__init__(fast=fast, slow=slow)
        self.fast, self.slow = fast, slow

    def get_required_lookback(self):
        return self.slow

    def required_indicators(self):
        return [("ema", self.fast), ("ema", self.slow)]

    def decide(self, df, interval, **kwargs):
        fast, slow = df[f"ema_{self.fast}"], df[f"ema_{self.slow}"]
        if crossed_up(fast.iloc[-2], slow.iloc[-2], fast.iloc[-1], slow.iloc[-1]):
            return {"signal": "BUY"}
        if crossed_down(fast.iloc[-2], slow.iloc[-2], fast.iloc[-1], slow.iloc[-1]):
            return {"signal": "SELL"}
        return {"signal": "NO"}


class MomentumStrategy(BaseStrategy):
    """On numpy windows, with a confidence."""

    window = "numpy"

    def __init__(self, window=20, threshold=0.0):
        super().__init__(window=window, threshold=threshold)
        self.bars, self.threshold = window, threshold

    def get_required_lookback(self, interval):
        return self.bars + 2

    def decide(self, window, interval, **kwargs):
        close = window["close"]
        before, now = close[-2] / close[-2 - self.bars] - 1, close[-1] / close[-1 - self.bars] - 1
        if crossed_up(before, self.threshold, now, self.threshold):
            return {"signal": "BUY", "confidence": min(1.0, abs(now))}
        if crossed_down(before, -self.threshold, now, -self.threshold):
            return {"signal": "SELL", "confidence": min(1.0, abs(now))}
        return None


class RSIReversionStrategy(BaseStrategy):
    """Wilder's averages as state of its own: what it learned from earlier bars is forgotten by reset()."""

    window = "numpy"

    def __init__(self, period=14, oversold=30, overbought=70):
        super().__init__(period=period, oversold=oversold, overbought=overbought)
        self.period, self.oversold, self.overbought = period, oversold, overbought

    def get_required_lookback(self):
        return self.period + 2

    def required_indicators(self):
        return [f"rsi_{self.period}"]

    def decide(self, window, interval, **kwargs):
        before, now = window[f"rsi_{self.period}"][-2:]
        if crossed_up(before, self.oversold, now, self.oversold):
            return {"signal": "BUY"}
        return {"signal": "SELL"} if crossed_down(before, self.overbought, now, self.overbought) else None


class DonchianBreakoutStrategy(BaseStrategy):
    window = "numpy"

    def __init__(self, entry=20, exit=10):
        super().__init__(entry=entry, exit=exit)
        self.entry, self.exit = entry, exit

    def get_required_lookback(self):
        return max(self.entry, self.exit) + 2

    def decide(self, window, interval, **kwargs):
        close, high, low = window["close"], window["high"], window["low"]
        if close[-1] > high[-1 - self.entry : -1].max() and close[-2] <= high[-2 - self.entry : -2].max():
            return {"signal": "BUY"}
        if close[-1] < low[-1 - self.exit : -1].min() and close[-2] >= low[-2 - self.exit : -2].min():
            return {"signal": "SELL"}
        return None


class BuyAndHoldStrategy(BaseStrategy):
    def reset(self):
        self.bought = False

    def get_required_lookback(self):
        return 1

    def decide(self, df, interval, **kwargs):
        if self.bought:
            return None
        self.bought = True
        return {"signal": "BUY", "tp_price": None, "sl_price": None}


class PeakEMAReversalStrategy(BaseStrategy):
    """The rule of docs/strategies.md, step by step, over the whole window of every bar."""

    window = "numpy"

    def __init__(self, recent=7, total=200, buffer=0.1, peak_factor=1.2, peak_ema=15, entry_ema=15, entry_ema_one_rising=33):
        super().__init__()
        self.recent, self.total, self.buffer, self.peak_factor = recent, total, buffer, peak_factor
        self.peak_ema, self.entry_emas = peak_ema, (entry_ema, entry_ema_one_rising)

    def get_required_lookback(self, interval):
        return self.total

    def required_indicators(self):
        return sorted({("ema", self.peak_ema), *(("ema", period) for period in self.entry_emas)})

    def decide(self, window, interval, **kwargs):
        high, close, opening = window["high"], window["close"], window["open"]
        size = len(high)
        peak = int(np.argmax(high))
        if np.count_nonzero(high == high[peak]) != 1 or peak < size - self.recent:
            return None
        if not high[peak] >= self.peak_factor * window[f"ema_{self.peak_ema}"][peak]:
            return None
        split = size - self.recent - 1
        if not (close[split:] > high[:split].max()).any():
            return None
        prior = high[: peak - 1].max()
        if not (close[peak] > prior or close[peak - 1] > prior):
            return None
        after = range(peak + 1, min(peak + 8, size))
        if not after:
            return None
        rising = sum(high[i] > high[i - 1] or close[i] > opening[i] or high[i] > (1 + self.buffer) * opening[i] for i in after)
        if rising > 1:
            return None
        period = self.entry_emas[rising]
        ema = window[f"ema_{period}"][-1]
        if not window["low"][-1] < ema:
            return None
        return {"signal": "BUY", "entry_price": ema, "meta": {"ema_period": period}}


class BasketMomentum(BaseStrategy):
    """All symbols in one job: buys the strongest of them every `every` bars, on two-level columns."""

    def __init__(self, bars=24, every=12):
        super().__init__(bars=bars, every=every)
        self.bars, self.every = bars, every

    def get_required_lookback(self):
        return self.bars + 1

    def work_units(self, symbols):
        return [{"symbols": list(symbols)}]

    def reset(self):
        self.count = 0

    def decide(self, df, interval, **kwargs):
        self.count += 1
        if self.count % self.every:
            return []
        gains = {symbol: df[symbol]["close"].iloc[-1] / df[symbol]["close"].iloc[0] - 1 for symbol in df.columns.levels[0]}
        best = max(sorted(gains), key=gains.get)
        return [{"signal": "BUY", "symbol": best, "confidence": min(1.0, abs(gains[best])), "meta": {"gain": gains[best]}}]
