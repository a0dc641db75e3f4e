"""Strategies in Python that the tests of native ones name as members."""

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.EmaCrossStrategy import EMACrossStrategy
from strategyOrchestrator.entities.tradeManager.orders.OrderLeg import OrderLeg


class AboveMean(BaseStrategy):
    """BUY when the close crosses up through the mean of the window, SELL when it crosses down; counts what it is asked."""

    def __init__(self, bars=10):
        super().__init__(bars=bars)
        self.bars, self.asked = bars, 0

    def get_required_lookback(self, interval=None):
        return self.bars + 1

    def decide(self, df, interval, **kwargs):
        self.asked += 1
        close = df["close"].to_numpy()[-self.bars - 1 :]
        before, now = close[-2] - close[:-1].mean(), close[-1] - close[1:].mean()
        if before <= 0 < now:
            return {"signal": "BUY", "confidence": 0.8}
        if before >= 0 > now:
            return {"signal": "SELL", "confidence": 0.4}
        return {"signal": "NO"}


class LeggedMean(AboveMean):
    """The same, entering in two legs below the open and leaving after 20 bars."""

    def decide(self, df, interval, **kwargs):
        decision = super().decide(df, interval, **kwargs)
        if decision["signal"] != "BUY":
            return None
        return {**decision, "legs": [OrderLeg(0.5, 0.0), OrderLeg(0.5, 0.01)], "max_holding_bars": 20}


class ReadsColumns(BaseStrategy):
    """Has the engine compute an indicator, and says BUY when it rises above the close."""

    def get_required_lookback(self, interval=None):
        return 2

    def required_indicators(self, interval=None):
        return [("sma", 7)]

    def decide(self, df, interval, **kwargs):
        mean, close = df["sma_7"].to_numpy(), df["close"].to_numpy()
        return {"signal": "BUY" if mean[-2] <= close[-2] and mean[-1] > close[-1] else "NO"}


class Quick(EMACrossStrategy):
    """A native strategy with another name and defaults of its own: nothing is overridden."""

    def __init__(self, fast=3, slow=8):
        super().__init__(fast=fast, slow=slow)
