"""Funding of perpetuals (docs/semantics.md, 8, 8.c, 8.d, 8.l)."""

from model_candles import INTERVAL_MS, MINUTE
from model_coverage import hit


class Funding:
    """The part of the model that pays funding."""

    def funding_rates(self, symbol):
        """[(t, rate)], t rounded down to the minute; None for a constant or absent rate."""
        if self.spot:
            return []
        if not self.timeline:
            return []
        first_ts, last_ts = self.timeline[0], self.timeline[-1]
        start, end = self.range
        rows = (self.config["ohlcv_data"].get("funding") or {}).get(symbol, [])
        stored = [(time // MINUTE * MINUTE, rate) for time, rate in rows if start <= time // MINUTE * MINUTE < end]
        if stored:
            return stored
        rate = self.config["funding_rate"]
        if rate is None:
            self.warnings["no_funding"] += 1
            return []
        if rows:
            hit("8.d constant rate beside stored ones of another time")
        every = INTERVAL_MS[self.config["funding_interval"]]  # 8.d
        return [(t, rate) for t in range(-(-first_ts // every) * every, last_ts + 1, every)]

    def pay_funding(self, ts):
        """Rates due in (previous ts, ts], paid by what was open before (8.c)."""
        if self.previous_ts is None:
            return
        due = {s: [(t, rate) for t, rate in self.funding[s] if self.previous_ts < t <= ts] for s in self.symbols}
        for trade in self.trades:
            if not trade.is_open():
                continue
            for t, rate in due[trade.symbol]:
                hit("8.c funding at a candle" if t == ts else "8.c funding between candles")
                notional = self.contracts[trade.symbol].notional(trade.quantity(), self.funding_mark(trade.symbol, t))
                paid = trade.direction * notional * rate
                trade.funding += paid
                self.cash -= paid

    def funding_mark(self, symbol, t):
        """8.c, 8.l"""
        for row in (self.config["ohlcv_data"].get("mark") or {}).get(symbol, []):
            if row[0] == t:
                hit("8.c mark-price series")
                return row[1]
        candles = self.candles[symbol]
        if t in candles:
            hit("8.c open of the candle")
            return candles[t].open
        closed = [c for c in candles.values() if c.time + self.detail_ms <= t]
        if closed:
            hit("8.c last close")
            return max(closed, key=lambda c: c.time).close
        hit("8.l open of the only candle")
        return max((c for c in candles.values() if c.time <= t), key=lambda c: c.time).open
