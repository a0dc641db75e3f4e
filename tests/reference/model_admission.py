"""try_execute: what becomes of a proposal at its time (docs/semantics.md, 4, 6.1, 7.d)."""

import math

import model_chance as chance
from model_coverage import hit
from model_trades import LONG, Leg, Trade


class Admission:
    """The part of the model that admits or rejects proposals."""

    def freeze(self):
        """What proposals of this ts see: the state before its events (6.b)."""
        living = [t for t in self.trades if t.row is None]
        self.frozen_equity = self.equity()
        self.free = self.cash if self.spot else self.frozen_equity - self.margins()
        self.free -= sum(leg.reserve for t in living for leg in t.waiting())
        self.legs_counted = sum(len(t.waiting()) + sum(leg.state == "filled" for leg in t.legs) for t in living)
        self.symbols_counted = {t.symbol for t in living if t.fills or t.waiting()}

    def close_by_signal(self, proposal, ts):
        """6.g"""
        for trade in self.trades:
            if trade.symbol == proposal.symbol and trade.direction == LONG and trade.row is None:
                if trade.waiting():
                    hit("6.g SIGNAL cancels waiting legs")
                self.cancel_waiting(trade)
                if trade.fills:
                    trade.signal_ts = ts

    def cancel_waiting(self, trade):
        for leg in trade.waiting():
            leg.state = "dead"

    def try_execute(self, proposal, ts):
        legs = self.build_legs(proposal, ts)
        reason = self.admission(proposal, legs, ts)
        hit("6.a " + (reason or "admitted"))
        if reason:
            self.reject(proposal.number, reason, ts)
            return
        self.admitted += 1
        self.trades.append(Trade(proposal, self.kept))
        self.free -= sum(leg.reserve for leg in self.kept)
        self.legs_counted += len(self.kept)
        self.symbols_counted.add(proposal.symbol)
        self.most_legs = max(self.most_legs, self.legs_counted)

    def build_legs(self, proposal, ts):
        """Section 4: reference price and prices of all legs."""
        entry, d = self.config["entry"], proposal.direction
        reference = entry["reference"]
        hit("4 reference " + (reference if isinstance(reference, str) else "number"))
        self.reference = {"open": self.candles[proposal.symbol][ts].open, "close": proposal.close, "entry": proposal.entry}.get(
            reference, reference
        )
        legs = []
        for k in range(entry["legs"]):
            offset = entry["start_pct"] + k * entry["step_pct"]
            market = reference == "open" and offset == 0 and entry["when"] is None  # 4.a
            price = self.reference * (1 - d * offset)
            legs.append(Leg(k, price if market else self.on_tick(proposal.symbol, price), market))
        if entry["when"] is not None:
            hit("4.f when n" if isinstance(entry["when"], int) and entry["when"] < 1e11 else "4.f when time")
        hit("4 several legs" if len(legs) > 1 else "4 one leg")
        return legs

    def admission(self, proposal, legs, ts):
        """The first reason against the proposal in the order of 6.a, or None. Sets self.kept."""
        first_open = self.candles[proposal.symbol][ts].open
        if any(leg.market for leg in legs) and self.beyond(proposal, first_open):
            return "bracket_crossed"  # 5.a
        self.kept = []
        for leg in legs:
            if not leg.market and (leg.price <= 0 or self.beyond(proposal, leg.price)):  # 4.d
                self.warnings["leg_dropped"] += 1
                hit("4.d leg dropped")
            else:
                self.kept.append(leg)
        if not self.kept:
            return "bad_bracket"
        token, limits = self.config["capacity_policy"]
        if token == "leg_capacity" and self.legs_counted + len(self.kept) > limits["max_legs"]:
            hit("6.e leg_capacity")
            return "capacity"
        if token == "symbol_capacity" and len(self.symbols_counted | {proposal.symbol}) > limits["max_symbols"]:
            hit("6.e symbol_capacity")
            return "capacity"
        total = self.size(proposal)
        if total <= 0:
            hit("6.c quantity not above 0")
            return "cash" if self.free < 0 else "size"
        for leg in self.kept:
            leg.quantity = self.on_step(proposal.symbol, total / len(legs))
            leg.reserve = self.needed(proposal, leg)
        if sum(leg.reserve for leg in self.kept) > self.free * (1 + 1e-12):  # 6.m
            return "cash"
        if any(leg.quantity <= 0 for leg in self.kept):
            return "size"  # 7.e
        contract, least = self.contracts[proposal.symbol], self.instruments[proposal.symbol].get("min_notional")
        if least is not None and any(contract.notional(leg.quantity, leg.price) < least for leg in self.kept):
            return "min_notional"
        return None

    def beyond(self, proposal, price):
        """Whether a price is at or beyond the proposal's tp or sl."""
        d = proposal.direction
        return (proposal.sl is not None and (price - proposal.sl) * d <= 0) or (proposal.tp is not None and (price - proposal.tp) * d >= 0)

    def size(self, proposal):
        """7.d: the whole quantity before rounding."""
        token, p = self.config["sizing_model"]
        hit("7.d " + token)
        price, contract = self.reference, self.contracts[proposal.symbol]
        if token == "fixed_units":
            return p["units"]
        if token == "fixed_risk":
            if proposal.sl is None or proposal.sl == price:  # 7.g
                return 0.0
            one = abs(contract.profit(LONG, 1.0, price, proposal.sl))
            return p["risk"] * self.frozen_equity / one
        notional = p["notional"] if token == "fixed_notional" else p["fraction"] * self.frozen_equity
        if not contract.inverse:
            return notional / price
        if token == "fixed_notional":
            return notional / contract.multiplier
        return notional * price / contract.multiplier

    def on_step(self, symbol, quantity):
        """7.e"""
        step = self.instruments[symbol].get("step_size")
        if step is None:
            return quantity
        hit("7.e step_size")
        return math.floor(quantity / step + 1e-9) * step

    def needed(self, proposal, leg):
        """6.d: cash or margin for one leg, reserved until it fills or stops waiting."""
        price, side = leg.price, proposal.direction
        if leg.market:
            price *= 1 + side * self.slippage(proposal.number, chance.ENTRY_SLIPPAGE, leg.index)
            token, p = self.config["fill_policy"]
            if token == "vwap_depth":
                price *= 1 + side * (p["depth"] - 1) * p["level_bps"] / 10000
        notional = self.contracts[proposal.symbol].notional(leg.quantity, price)
        return notional / self.leverage + notional * self.fee_rate(proposal.symbol)
