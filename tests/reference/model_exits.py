"""When and at which price a trade ends (docs/semantics.md, section 5 and liquidation in section 8)."""

from math import inf

import model_chance as chance
from model_coverage import hit
from model_trades import LONG


class Exits:
    """The part of the model that ends trades."""

    def gap_exit(self, trade, candle):
        """Rule 1 of section 5."""
        d, tp = trade.direction, trade.proposal.tp
        stop, label = self.stop(trade, trade.fills)
        if stop is not None and (candle.open - stop) * d <= 0:
            hit("5.1 gap through " + label)
            self.close(trade, candle.open, label, candle)
        elif tp is not None and (candle.open - tp) * d >= 0:
            hit("5.1 gap through TP")
            self.close(trade, candle.open, "TP", candle, limit=tp)

    def stop(self, trade, fills):
        """(the stop of 5.e, its label); fills are those that give the liquidation price (8.k)."""
        d, found = trade.direction, []
        if trade.proposal.sl is not None:
            found.append((trade.proposal.sl, "SL"))
        pct = self.config["trailing_stop_pct"]
        if pct is not None and trade.candles:  # 5.f
            best = max(c.high for c in trade.candles) if d == LONG else min(c.low for c in trade.candles)
            found.append((best * (1 - d * pct), "TRAIL"))
        liquidation = self.liquidation_price(trade, fills)
        if liquidation is not None:
            found.append((liquidation, "LIQUIDATION"))
        if not found:
            return None, None
        nearest = max(price * d for price, _ in found)
        return next((price, label) for price, label in found if price * d == nearest)

    def liquidation_price(self, trade, fills):
        """8, 8.b: isolated margin with leverage above 1 only."""
        if self.spot or self.config["margin_mode"] != "isolated" or self.leverage <= 1 or not fills:
            return None
        contract, d, mmr = self.contracts[trade.symbol], trade.direction, self.mmr[trade.symbol]
        entry = contract.average([fill[:2] for fill in fills])
        if contract.inverse:
            bottom = 1 + d / self.leverage
            price = entry * (1 + d * mmr) / bottom if bottom != 0 else inf
        else:
            price = entry * (1 - d / self.leverage) / (1 - d * mmr)
        return price if 0 < price < inf else None

    def exit_inside(self, trade, candle, ts):
        """Stage 3: rules 2 to 4 of section 5."""
        if not trade.fills:
            return
        d, tp = trade.direction, trade.proposal.tp
        known = [f for f in trade.fills if f[2] < ts or f[3] == "open"] or trade.fills  # 8.k
        stop, label = self.stop(trade, known)
        stopped = stop is not None and self.reaches(candle, stop, -d)
        taken = tp is not None and self.reaches(candle, tp, d)
        if trade.inside_ts == ts:  # rule 4, 5.c
            if taken:
                hit("5.4 TP does not count in the candle of an inside fill")
            taken = False
        if stopped and taken:
            taken = self.prefers_tp(trade)
            self.ambiguous += 1
            hit("5.2 ambiguous, " + ("TP" if taken else label))
        elif stopped or taken:
            hit("5.3 " + ("TP" if taken else label) + (" in the candle of the fill" if trade.first_ts == ts else ""))
        if taken:
            self.close(trade, tp, "TP", candle, limit=tp)
        elif stopped:
            self.close(trade, stop, label, candle)

    def prefers_tp(self, trade):
        policy = self.config["crossing_policy"]
        hit("5.2 " + policy)
        if policy == "random":
            return chance.uniform(self.config["seed"], trade.number, chance.CROSSING, 0) >= 0.5  # 5.i
        return policy == "prefer_tp"

    @staticmethod
    def reaches(candle, price, up):
        """Whether the candle touches a price from below (up = +1) or from above (up = -1)."""
        return candle.high >= price if up > 0 else candle.low <= price

    def liquidate_cross(self):
        """6.j, 6.o"""
        if self.spot or self.config["margin_mode"] != "cross" or not any(t.is_open() for t in self.trades):
            return
        maintenance = sum(
            self.contracts[s].notional(abs(p.quantity), self.last[s].close) * self.mmr[s]
            for s, p in self.positions.items()
            if p.quantity != 0
        )
        if self.equity() < maintenance:
            hit("8 cross liquidation")
            self.close_at_last("LIQUIDATION")

    def close_at_last(self, label):
        """Every open trade at its symbol's last close, in proposal order (6.k, 6.o)."""
        for trade in sorted(self.trades, key=lambda t: t.number):
            if trade.is_open():
                candle = self.last[trade.symbol]
                if label == "LIQUIDATION" and candle.time != max(c.time for c in self.last.values()):
                    hit("6.o liquidated without a candle")
                self.close(trade, candle.close, label, candle)

    def close(self, trade, price, label, candle, limit=None):
        """The whole filled quantity at `price` (6.i); everything but a TP is slipped (7)."""
        d, quantity = trade.direction, trade.quantity()
        slippage = 0.0 if label == "TP" else self.slippage(trade.number, chance.EXIT_SLIPPAGE, 0)
        records = self.execute(price, -d, quantity, candle.volume, slippage, limit, "GTC")
        entry_notional = trade.notional
        self.book(trade, -d, records)
        contract = self.contracts[trade.symbol]
        entry, exit_price = self.entry_average(trade), contract.average(records)
        gross = contract.profit(d, quantity, entry, exit_price)
        if not self.spot:
            self.cash += gross
            hit("8 inverse profit" if contract.inverse else "8 linear profit")
        if trade.waiting():
            hit("5 exit cancels waiting legs")
        self.cancel_waiting(trade)
        hit("5 exit " + label)
        passed = [c for c in trade.candles if c.time < candle.time]  # 10.b
        high = max([c.high for c in passed] + [exit_price])
        low = min([c.low for c in passed] + [exit_price])
        worst, best = (low, high) if d == LONG else (high, low)
        pnl = gross - trade.fees - trade.funding
        trade.exit = (price, label, candle, records)
        trade.row = {
            "symbol": trade.symbol,
            "entry_time": trade.first_ts,
            "entry_price": entry,
            "exit_time": candle.time,
            "exit_price": exit_price,
            "size": quantity,
            "pnl": pnl,
            "return_pct": pnl / entry_notional * 100,
            "result": "WIN" if pnl > 0 else "LOSS" if pnl < 0 else "EVEN",
            "exit_type": label,
            "direction": "LONG" if d == LONG else "SHORT",
            "fees": trade.fees,
            "funding": trade.funding,
            "bars_held": (candle.time - trade.first_ts) // self.interval_ms,
            "mae": min(0.0, d * (worst / entry - 1)) * 100,
            "mfe": max(0.0, d * (best / entry - 1)) * 100,
            "proposal_id": trade.number,
            "confidence": trade.proposal.confidence,
        }
        self.trade_log.append(trade.row)
