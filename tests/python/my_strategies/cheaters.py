"""Strategies that decide with what they could not have known, each in another way; and one that is honest about all bars at once."""

import random
import time

import pandas as pd

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy


class OverAllBars(BaseStrategy):
    """Decides on all bars at once."""

    def get_required_lookback(self):
        return 30

    def decide_all(self, df):
        wanted = self.wanted(df)
        return pd.DataFrame(
            {"signal": wanted.map({True: "BUY", False: "NO"}), "tp_price": df["close"] * 1.02, "sl_price": df["close"] * 0.98}
        )

    def wanted(self, df):
        raise NotImplementedError


class Honest(OverAllBars):
    def wanted(self, df):
        fast, slow = (df["close"].rolling(bars).mean() for bars in (5, 20))
        return (fast > slow) & (fast.shift(1) <= slow.shift(1))


class ShiftsBack(OverAllBars):
    def wanted(self, df):
        return df["close"].shift(-1) > df["close"] * 1.005


class WholeMaximum(OverAllBars):
    def wanted(self, df):
        return df["high"] > df["high"].max() * 0.9


class LastOfStoredFrame(OverAllBars):
    def decide_all(self, df):
        self.full = df
        return super().decide_all(df)

    def wanted(self, df):
        return df["close"] < self.full.iloc[-1]["close"]


class CentredWindow(OverAllBars):
    def wanted(self, df):
        return df["close"] > df["close"].rolling(9, center=True).mean()


class PriceFromTheFuture(Honest):
    """Its signals are honest, its take-profits are not."""

    def decide_all(self, df):
        return super().decide_all(df).assign(tp_price=df["high"].shift(-3).fillna(df["high"]) * 1.001)


class Disagrees(Honest):
    """Says one thing bar by bar and another over all bars."""

    def decide(self, df, interval, **kwargs):
        return {"signal": "NO"}


class PeeksByBar(BaseStrategy):
    """Keeps every close that it ever sees for all its instances: in a second run over the same bars these are the future."""

    known = {}

    def get_required_lookback(self):
        return 5

    def decide(self, df, interval, symbol, **kwargs):
        times, closes = df["open_time"], df["close"]
        PeeksByBar.known[symbol, int(times.iloc[-1])] = float(closes.iloc[-1])
        later = PeeksByBar.known.get((symbol, int(times.iloc[-1] + 4 * (times.iloc[-1] - times.iloc[-2]))))
        return {"signal": "BUY"} if later is not None and later > closes.iloc[-1] * 1.01 else None


class WallClock(BaseStrategy):
    def get_required_lookback(self):
        return 5

    def decide(self, df, interval, **kwargs):
        return {"signal": "BUY"} if time.time_ns() // 1000 % 3 == 0 else None


class GlobalRandom(BaseStrategy):
    def get_required_lookback(self):
        return 5

    def decide(self, df, interval, **kwargs):
        return {"signal": "BUY"} if random.random() < 0.1 else None


class RemembersTooMuch(BaseStrategy):
    """Does not forget the job before in reset()."""

    def __init__(self, **params):
        super().__init__(**params)
        self.seen = 0

    def get_required_lookback(self):
        return 5

    def decide(self, df, interval, **kwargs):
        self.seen += 1
        return {"signal": "BUY"} if self.seen % 47 == 0 else None


class NeedsMoreWarmUp(BaseStrategy):
    """An average over forty bars, of which it asks for two."""

    def get_required_lookback(self):
        return 2

    def required_indicators(self):
        return [("ema", 40)]

    def decide(self, df, interval, **kwargs):
        above = df["close"] > df["ema_40"]
        return {"signal": "BUY"} if above.iloc[-1] and not above.iloc[-2] else None
