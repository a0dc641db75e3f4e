"""A user's strategy as it was written for the described system: it must run as it is."""

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy


class MyCustomStrategy(BaseStrategy):
    def __init__(self, **params):
        super().__init__(**params)
        self.rsi_period = params.get("rsi_period", 14)
        self.oversold = params.get("oversold", 30)
        self.overbought = params.get("overbought", 70)

    def calculate_rsi(self, prices):
        delta = prices.diff()
        gain = delta.where(delta > 0, 0).rolling(window=self.rsi_period).mean()
        loss = (-delta.where(delta < 0, 0)).rolling(window=self.rsi_period).mean()
        return 100 - (100 / (1 + gain / loss))

    def decide(self, df, interval, **kwargs):
        rsi = self.calculate_rsi(df["close"])
        current_price = df.iloc[-1]["close"]
        if rsi.iloc[-1] < self.oversold:
            signal = "BUY"
        elif rsi.iloc[-1] > self.overbought:
            signal = "SELL"
        else:
            signal = "NO"
        return {
            "signal": signal,
            "entry_price": current_price,
            "tp_price": current_price * 1.02,
            "sl_price": current_price * 0.98,
            "confidence": 0.7,
            "meta": {"rsi": rsi.iloc[-1]},
            "strategy_name": "MyCustomStrategy",
        }
