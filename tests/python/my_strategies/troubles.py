"""Strategies whose process gets into trouble at the 40th bar of one symbol."""

import os
import signal
import sys
import time

from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.entities.tradeManager.orders.OrderLeg import OrderLeg


class Trouble(BaseStrategy):
    def __init__(self, symbol="ETHUSDT", **params):
        super().__init__(**params)
        self.troubled = symbol

    def get_required_lookback(self):
        return 2

    def reset(self):
        self.bars = 0

    def decide(self, df, interval, symbol, **kwargs):
        self.bars += 1
        if self.bars == 40 and symbol == self.troubled:
            self.trouble()
        return {"signal": "BUY"} if self.bars % 25 == 0 else None

    def trouble(self):
        pass


class Raises(Trouble):
    def trouble(self):
        raise ValueError("no such coin")


class IsKilled(Trouble):
    def trouble(self):
        os.kill(os.getpid(), signal.SIGKILL)


class Crashes(Trouble):
    def trouble(self):
        os.kill(os.getpid(), signal.SIGSEGV)


class Leaves(Trouble):
    def trouble(self):
        os._exit(7)


class Sleeps(Trouble):
    def trouble(self):
        time.sleep(60)


class Loops(Trouble):
    def trouble(self):
        while True:
            pass


class RunsOutOfMemory(Trouble):
    def trouble(self):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
        self.much = bytearray(4 << 30)


class Prints(Trouble):
    def trouble(self):
        print("printed by the strategy")
        os.system("echo printed by its shell")
        sys.stdout.flush()


class OwnLegs(Trouble):
    """Decisions with functions in them, which can't leave their process."""

    def decide(self, df, interval, symbol, **kwargs):
        decision = super().decide(df, interval, symbol, **kwargs)
        if decision:
            price = df["close"].iloc[-1]
            decision["legs"] = [OrderLeg(0.5), OrderLeg(0.5, reference=lambda candle: candle.low * 0.999)]
            decision["exit_resolver"] = lambda candle, tp, sl, direction: (
                {"price": candle.close, "label": "HALF_UP"} if candle.close > price * 1.005 else None
            )
        return decision
