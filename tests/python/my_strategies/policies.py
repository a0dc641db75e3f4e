"""Policies as users write them: functions and classes; some are twins of the built-in ones, some are broken."""

import time

from strategyOrchestrator.entities.portfolio.policies.interfaces import CapacityPolicy, CapacityVerdict, EventCostModel, SizingModel
from strategyOrchestrator.entities.tradeManager.FillRecord import FillRecord
from strategyOrchestrator.entities.tradeManager.policies.interfaces import ExitResolver, FillPolicy

RATES = {"BTCUSDT": 0.0005, "ETHUSDT": 0.001, "XRPUSDT": 0.0015}


def static_fee(event):
    return 0.001


class StaticFee(EventCostModel):
    def __init__(self, rate=0.001):
        self.rate = rate

    def __call__(self, event):
        return self.rate


def per_symbol_fee(event):
    return RATES.get(event.symbol, 0.001)


def static_slippage(event):
    return 0.0007


class FixedFraction(SizingModel):
    def __init__(self, fraction=0.1):
        self.fraction = fraction

    def __call__(self, meta, action):
        assert action.name == "OPEN"
        return self.fraction * meta.equity / meta.reference_price


def fixed_risk(meta, action):
    if meta.sl_price is None:
        return 0.0
    return 0.01 * meta.equity / abs(meta.reference_price - meta.sl_price)


class LegCapacity(CapacityPolicy):
    def __init__(self, max_legs=5):
        self.max_legs = max_legs

    def admit(self, meta, new_legs, state):
        needed = state.filled_legs + state.waiting_legs + new_legs
        return CapacityVerdict(needed <= self.max_legs, needed, self.max_legs)


def symbol_capacity(meta, new_legs, state):
    return state.active_symbols + (0 if state.symbol_active else 1) <= 2


class AggressiveMarketPolicy(FillPolicy):
    def fill(self, event, book):
        return [FillRecord(price=event.price * (1 + event.side * book.slippage), quantity=event.quantity)]


class VWAPDepthPolicy(FillPolicy):
    """The built-in rule of docs/semantics.md, 7.a, for market orders and stops."""

    depth, participation, level_bps = 5, 0.1, 1.0

    def level_price(self, event, slippage, level):
        price = event.price * (1 + event.side * slippage) * (1 + event.side * level * self.level_bps / 10000)
        if event.kind in ("LIMIT", "TAKE_PROFIT"):
            price = min(price, event.limit_price) if event.side > 0 else max(price, event.limit_price)
        return price

    def worst_price(self, event, slippage):
        return self.level_price(event, slippage, self.depth - 1)

    def fill(self, event, book):
        offered = book.volume * self.participation / self.depth
        left, fills = event.quantity, []
        for level in range(self.depth):
            quantity = min(left, offered)
            if quantity > 0:
                fills.append(FillRecord(price=self.level_price(event, book.slippage, level), quantity=quantity))
            left -= quantity
        if left > 0:
            fills.append(FillRecord(price=self.level_price(event, book.slippage, self.depth - 1), quantity=left, overflow=True))
        return fills


class BracketResolver(ExitResolver):
    """Rule 3 of section 5 alone, stop first."""

    def __call__(self, candle, tp_price, sl_price, direction):
        if direction > 0:
            if sl_price is not None and candle.low <= sl_price:
                return {"price": sl_price, "label": "MY_STOP"}
            if tp_price is not None and candle.high >= tp_price:
                return {"price": tp_price, "label": "TP"}
        return None


def typical_price(candle):
    return (candle.high + candle.low + candle.close) / 3


def is_red(candle):
    return candle.close < candle.open


# What goes wrong.


def raises(*arguments):
    raise RuntimeError("the exchange is on fire")


def none(*arguments):
    return None


def nan(*arguments):
    return float("nan")


def text(*arguments):
    return "0.001"


def huge(*arguments):
    return 10**400


def sleeps(*arguments):
    time.sleep(10)
    return 0.001


def loops(*arguments):
    while True:
        pass


def negative(*arguments):
    return -0.5


def exits(*arguments):
    raise SystemExit(3)
