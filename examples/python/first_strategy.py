"""A first strategy of one's own, on candles that are made up: prints the key figures, saves a plot.

python examples/python/first_strategy.py [plot.html]
"""

import sys

import numpy as np
import pandas as pd

import strategyOrchestrator as so


class RsiStrategy(so.BaseStrategy):
    """Buys what has fallen too fast and sells what has risen too fast, by the relative strength index of the last closes."""

    def __init__(self, period: int = 14, oversold: float = 30, overbought: float = 70) -> None:
        super().__init__(period=period, oversold=oversold, overbought=overbought)

    def get_required_lookback(self, interval: str | None = None) -> int:
        return self.params["period"] + 1

    def decide(self, df: pd.DataFrame, interval: str, **kwargs: object) -> dict:
        change = df["close"].diff()
        gain, loss = change.clip(lower=0).mean(), -change.clip(upper=0).mean()
        rsi = 100 - 100 / (1 + gain / loss) if loss > 0 else 100
        price = df["close"].iloc[-1]
        signal = "BUY" if rsi < self.params["oversold"] else "SELL" if rsi > self.params["overbought"] else "NO"
        return {"signal": signal, "tp_price": price * 1.02, "sl_price": price * 0.98, "meta": {"rsi": rsi}}


def made_up_candles(days: int, seed: int) -> pd.DataFrame:
    """Hourly candles of a random walk."""
    rng = np.random.default_rng(seed)
    close = 40_000 * np.exp(rng.normal(0, 0.006, days * 24).cumsum())
    open_ = np.r_[40_000, close[:-1]]
    high = np.maximum(open_, close) * (1 + rng.exponential(0.002, len(close)))
    low = np.minimum(open_, close) * (1 - rng.exponential(0.002, len(close)))
    index = pd.date_range("2024-01-01", periods=len(close), freq="h", tz="UTC", name="open_time")
    return pd.DataFrame({"open": open_, "high": high, "low": low, "close": close, "volume": rng.uniform(5, 50, len(close))}, index=index)


def main() -> None:
    target = sys.argv[1] if len(sys.argv) > 1 else "first_strategy.html"
    result = so.run(strategy=RsiStrategy(period=14), data={"BTCUSDT": made_up_candles(180, seed=1)}, fee_model=0.0005)
    print(result.stats.to_string())
    result.plot().write_html(target)
    print(f"\n{len(result.trades)} trades; the plot is in {target}")


if __name__ == "__main__":
    main()
