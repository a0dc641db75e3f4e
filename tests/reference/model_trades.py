"""What the model keeps of proposals, orders, trades and positions (docs/semantics.md, sections 4 and 8)."""

from model_coverage import hit

LONG, SHORT = 1, -1


class Proposal:
    """What a decision asks for; prices are final (3.k), tp and sl None where there is no such exit."""

    def __init__(self, number, symbol, direction, decision_time, close, entry, tp, sl, confidence):
        self.number, self.symbol, self.direction, self.decision_time = number, symbol, direction, decision_time
        self.close, self.entry, self.tp, self.sl, self.confidence = close, entry, tp, sl, confidence


class Leg:
    """One order of a trade. State: waiting, filled or dead."""

    def __init__(self, index, price, market):
        self.index, self.price, self.market = index, price, market
        self.quantity = self.reserve = 0.0
        self.seen = self.lived = 0  # candles of the symbol since the try time; candles in which it was live
        self.state = "waiting"


class Trade:
    """An admitted proposal: its legs, fills and costs."""

    def __init__(self, proposal, legs):
        self.proposal, self.legs = proposal, legs
        self.number, self.symbol, self.direction = proposal.number, proposal.symbol, proposal.direction
        self.fills = []  # (quantity, price, ts, "open" | "inside") of entries
        self.candles = []  # whole candles from that of the first fill up to the last one passed
        self.fees = self.funding = self.notional = 0.0
        self.first_ts = None  # open time of the candle of the first fill
        self.row = None  # the row of trade_log, once closed
        self.signal_ts = None
        self.inside_ts = None

    def is_open(self):
        return bool(self.fills) and self.row is None

    def waiting(self):
        return [leg for leg in self.legs if leg.state == "waiting"]

    def quantity(self):
        return sum(fill[0] for fill in self.fills)


class Position:
    """Signed quantity and average price of one symbol (8, 8.e)."""

    def __init__(self, contract):
        self.contract, self.quantity, self.average = contract, 0.0, 0.0

    def apply(self, signed, price):
        before, after = self.quantity, self.quantity + signed
        if before * signed >= 0:
            self.average = self.contract.average([(abs(before), self.average), (abs(signed), price)])
        elif abs(signed) > abs(before):
            hit("8 fill crosses zero")
            self.average = price
        self.quantity = after


class Contract:
    """Arithmetic of linear and inverse contracts (8, 8.a, 8.h)."""

    def __init__(self, instrument):
        self.inverse = instrument.get("type", "linear") == "inverse"
        self.multiplier = instrument.get("multiplier", 1.0)

    def notional(self, quantity, price):
        return quantity * self.multiplier / price if self.inverse else quantity * price

    def profit(self, direction, quantity, entry, exit_price):
        if self.inverse:
            return direction * quantity * self.multiplier * (1 / entry - 1 / exit_price)
        return direction * quantity * (exit_price - entry)

    def average(self, parts):
        parts = [(q, p) for q, p in parts if q > 0]
        if not parts:
            return 0.0
        total = sum(q for q, _ in parts)
        if self.inverse:
            return total / sum(q / p for q, p in parts)
        return sum(q * p for q, p in parts) / total
