"""Phase 1: decisions become proposals (docs/semantics.md, sections 2 and 3)."""

import math

import model_strategies
from model_candles import DataError, decision_range
from model_coverage import hit
from model_trades import LONG, SHORT, Proposal


class Proposals:
    """The part of the model before the timeline."""

    def joined_bars(self, symbols):
        """Open times that all symbols of the job have (3.i)."""
        times = set.intersection(*({c.time for c in self.main[s]} for s in symbols))
        return sorted(times)

    def decisions(self):
        """[(T, job, place, bar time, decision)] in order, each with its symbol (3)."""
        strategy = model_strategies.build(self.config["strategy"], self.config["interval"])
        jobs = [[s] for s in self.symbols]
        if getattr(strategy, "joined", False):
            jobs = [self.symbols]
            hit("3.i joined job")
        found, starts = [], []
        for job, symbols in enumerate(jobs):
            times = self.joined_bars(symbols)
            kept = decision_range(times, self.config)
            if kept is None:
                hit("2.d symbol without bars")
                self.warnings["no_bars"] += 1
                continue
            starts.append(times[kept[0]] + self.interval_ms)
            found += self.decide_job(strategy, job, symbols, times, kept)
        if not starts:
            raise DataError("no decision bar for any symbol")  # 2.d
        if self.config.get("num_iterations") is not None:
            hit("2.b num_iterations")
            self.timeline_start = min(starts)
        return sorted(found, key=lambda item: item[:3])

    def decide_job(self, strategy, job, symbols, times, kept):
        """Decisions of one job on its loaded bars (2.c)."""
        lookback = max(1, strategy.lookback)
        first_loaded = max(0, kept[0] - strategy.lookback)
        times = times[first_loaded : kept[1] + 1]
        by_time = {s: {c.time: c for c in self.main[s]} for s in symbols}
        bars = [by_time[symbols[0]][time] for time in times]
        first = max(kept[0] - first_loaded, lookback - 1)
        found = []
        for i in range(first, len(bars)):
            if isinstance(strategy, model_strategies.Scheduled):
                made = strategy.at(times[i], symbols)
            else:
                made = strategy.decide(bars, i, first)
            for place, decision in enumerate(made):
                symbol = decision.get("symbol", symbols[0])
                close = by_time[symbol][times[i]].close
                found.append((times[i] + self.interval_ms, job, place, {**decision, "symbol": symbol, "close": close}))
        if kept[0] - first_loaded < lookback - 1:
            hit("2.c bars before the lookback are not decided on")
        return found

    def propose(self):
        """The run's proposals and closes, numbered (3); bad brackets are rejected here (3.d)."""
        proposals = []
        for number, (decision_time, _, _, decision) in enumerate(self.decisions()):
            symbol, sell = decision["symbol"], decision["signal"] == "SELL"
            if sell and self.config["sell_signal"] != "short":
                hit("3 SELL " + self.config["sell_signal"])
                if self.config["sell_signal"] == "close":
                    proposals.append(Proposal(number, symbol, None, decision_time, None, None, None, None, None))
                continue
            direction = SHORT if sell else LONG
            hit("3 SELL short" if sell else "3 BUY")
            entry = decision.get("entry_price", decision["close"])
            bracket = self.bracket(decision, direction, entry)
            self.proposed += 1
            if bracket is None:
                self.reject(number, "bad_bracket", decision_time)
                hit("3.c bad_bracket")
                continue
            proposals.append(Proposal(number, symbol, direction, decision_time, decision["close"], entry, *bracket, decision["confidence"]))
        return proposals

    def bracket(self, decision, direction, entry):
        """(tp, sl) in the order of 3.k, or None for a bad bracket."""
        prices = []
        for key, ratio, sign in (("tp_price", self.config["tp_ratio"], direction), ("sl_price", self.config["sl_ratio"], -direction)):
            if key in decision:
                prices.append(decision[key])  # 3.j: also None
                hit("3.j price given as null" if decision[key] is None else f"3 {key} given")
            else:
                prices.append(None if ratio is None else entry * (1 + sign * ratio))  # 3.b
                hit("3 ratio null" if ratio is None else "3 price from ratio")
        tp, sl = prices
        if direction == SHORT and tp is not None and sl is not None and tp > entry > sl:
            tp, sl = 2 * entry - tp, 2 * entry - sl  # 3.c
            self.warnings["bracket_mirrored"] += 1
            hit("3.c mirrored")
        tp, sl = self.on_tick(decision["symbol"], tp), self.on_tick(decision["symbol"], sl)
        for price, side in ((tp, direction), (sl, -direction)):
            if price is not None and (price <= 0 or (price - entry) * side <= 0):
                return None
        return tp, sl

    def on_tick(self, symbol, price):
        """4.c"""
        tick = self.instruments[symbol].get("tick_size")
        if tick is None or price is None:
            return price
        hit("4.c tick_size")
        return math.floor(price / tick + 0.5) * tick
