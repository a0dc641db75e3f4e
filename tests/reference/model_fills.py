"""Costs, fills and the ledger (docs/semantics.md, sections 7 and 8)."""

import model_chance as chance
from model_config import PER_SYMBOL_FEES
from model_coverage import hit


class Fills:
    """The part of the model that fills events and books them."""

    def fee_rate(self, symbol):
        token, p = self.config["fee_model"]
        return PER_SYMBOL_FEES.get(symbol, 0.001) if token == "per_symbol" else p["rate"]

    def slippage(self, number, purpose, index):
        token, p = self.config["slippage_model"]
        if token == "random":
            return 0.001 * chance.uniform(self.config["seed"], number, purpose, index)  # 9.b
        return 0.0 if token == "zero" else p["rate"]

    def execute(self, price, side, quantity, volume, slippage, limit, tif):
        """Fill records [(quantity, price)] of one event (7, 7.a, 7.b, 7.f)."""
        token, p = self.config["fill_policy"]
        if token == "aggressive_market":
            return [(quantity, price * (1 + side * slippage))]
        depth, offered = p["depth"], volume * p["participation"]
        if tif == "FOK" and offered < quantity:
            hit("7.b FOK not filled")
            return []
        start, records, left = price * (1 + side * slippage), [], quantity
        for level in range(depth):
            level_price = start * (1 + side * level * p["level_bps"] / 10000)
            if limit is not None and (level_price - limit) * side > 0:
                hit("7.a level capped at the limit")
                level_price = limit
            taken = min(left, offered / depth)
            if taken > 0:
                records.append((taken, level_price))
                left -= taken
        if len(records) > 1:
            hit("7.a several levels")
        if left > 0 and tif == "GTC":
            hit("7 overflow")
            records.append((left, level_price))
        elif left > 0 and tif == "IOC":
            hit("7.b IOC filled in part" if records else "7.b IOC gets nothing")
        return records

    def book(self, trade, side, records):
        """Costs and net position of fill records."""
        for quantity, price in records:
            notional = self.contracts[trade.symbol].notional(quantity, price)
            fee = notional * self.fee_rate(trade.symbol)
            trade.fees += fee
            trade.notional += notional
            self.traded += notional
            self.cash -= fee
            if self.spot:
                self.cash -= side * notional
            self.least_cash = min(self.least_cash, self.cash)
            self.positions[trade.symbol].apply(side * quantity, price)

    def fill_leg(self, trade, leg, price, candle, ts, place):
        """One leg at `price`; place is "open" or "inside"."""
        slippage = self.slippage(trade.number, chance.ENTRY_SLIPPAGE, leg.index) if leg.market else 0.0
        tif = self.config["entry"]["tif"]
        records = self.execute(price, trade.direction, leg.quantity, candle.volume, slippage, None if leg.market else leg.price, tif)
        if not records:
            leg.state = "dead"
            return
        hit(f"4 {'market' if leg.market else 'limit'} leg at the {place}" if place == "open" else "4 limit leg inside")
        hit("4 tif " + tif)
        leg.state = "filled"
        self.book(trade, trade.direction, records)
        trade.fills += [(q, p, ts, place) for q, p in records]
        if trade.first_ts is None:
            trade.first_ts = ts
        if place == "inside":
            trade.inside_ts = ts

    def entry_average(self, trade):
        return self.contracts[trade.symbol].average([fill[:2] for fill in trade.fills])
