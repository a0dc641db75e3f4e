"""The events of one candle, stage by stage (docs/semantics.md, 6.2)."""

from model_candles import parse_time
from model_coverage import hit


class Stages:
    """The part of the model that plays a candle."""

    def living(self, ts):
        """(trade, candle) of all trades that are not over and whose symbol has a candle at ts, in proposal order."""
        return [
            (t, self.candles[t.symbol][ts])
            for t in sorted(self.trades, key=lambda t: t.number)
            if t.row is None and ts in self.candles[t.symbol]
        ]

    def play_events(self, ts):
        for trade, candle in self.living(ts):
            self.exit_at_open(trade, candle, ts)
        for trade, candle in self.living(ts):
            self.entries_at_open(trade, candle, ts)
        for trade, candle in self.living(ts):
            self.entries_inside(trade, candle, ts)
        for trade, candle in self.living(ts):
            self.exit_inside(trade, candle, ts)
        for trade, candle in self.living(ts):
            self.end_of_candle(trade, candle)

    def exit_at_open(self, trade, candle, ts):
        """Stage 0: SIGNAL, TIME, gaps (6.f); not in the candle of the first fill."""
        if not trade.fills:
            return
        hold = self.config["max_holding_bars"]
        if trade.signal_ts == ts:
            self.close(trade, candle.open, "SIGNAL", candle)
        elif hold is not None and ts >= trade.first_ts + hold * self.interval_ms:  # 5.d
            self.close(trade, candle.open, "TIME", candle)
        else:
            self.gap_exit(trade, candle)

    def live(self, leg, ts):
        """4.f: whether a waiting leg is live in the symbol's candle at ts."""
        when = self.config["entry"]["when"]
        if when is None:
            return True
        if isinstance(when, int) and when < 1e11:
            return leg.seen >= when
        return ts >= parse_time(when)

    def entries_at_open(self, trade, candle, ts):
        """Stage 1, and the immediate stop of 5.b and 5.k."""
        d, fresh = trade.direction, not trade.fills
        for leg in trade.waiting():
            if self.live(leg, ts) and (leg.market or (candle.open - leg.price) * d <= 0):  # 4.b
                self.fill_leg(trade, leg, candle.open, candle, ts, "open")
        if fresh and trade.fills:
            stop, label = self.stop(trade, trade.fills)
            if stop is not None and (candle.open - stop) * d <= 0:
                hit("5.b stop at the open of the first fill, " + label)
                self.close(trade, candle.open, label, candle)

    def entries_inside(self, trade, candle, ts):
        """Stage 2."""
        d = trade.direction
        known = list(trade.fills)  # of earlier candles and at this candle's open (8.k)
        for leg in trade.waiting():
            if not self.live(leg, ts) or not self.reaches(candle, leg.price, -d):
                continue
            stop = self.stop(trade, known or trade.fills)[0] if trade.fills else None
            if stop is not None and (leg.price - stop) * d <= 0:
                hit("5.j leg beyond the stop does not fill" + ("" if known else ", of a leg filled inside the same candle"))
                continue
            self.fill_leg(trade, leg, leg.price, candle, ts, "inside")

    def end_of_candle(self, trade, candle):
        """Counts the candle for legs (4.e, 4.f) and for the trade's highs and lows."""
        entry = self.config["entry"]
        for leg in trade.waiting():
            leg.lived += self.live(leg, candle.time)
            leg.seen += 1
            most = entry["expire_bars"]
            if leg.market or entry["tif"] != "GTC":
                most = 1
            if most is not None and leg.lived >= most:
                hit("4.e leg expires" if entry["tif"] == "GTC" else f"4.e {entry['tif']} leg not reached")
                leg.state = "dead"
        if trade.fills:
            trade.candles.append(candle)
