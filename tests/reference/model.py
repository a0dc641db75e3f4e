"""A slow, plain model of a back-test, written from docs/semantics.md alone; the engine is held against it.

`run(config)` takes the configuration (inline candles) and returns the parts of the result that are compared. Comments cite the
sections they follow. `COVERAGE` counts how often each rule was reached.
"""
import math
from collections import Counter

import model_chance as chance
import model_metrics
import model_strategies
from model_candles import INTERVAL_MS, MINUTE, DataError, decision_range, load_series, parse_time
from model_config import PER_SYMBOL_FEES, effective

COVERAGE = Counter()
LONG, SHORT = 1, -1
INFINITY = math.inf


def hit(rule):
    COVERAGE[rule] += 1


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
        self.fills = []       # (quantity, price, ts, "open" | "inside") of entries
        self.candles = []     # whole candles from that of the first fill up to the last one passed
        self.fees = self.funding = self.notional = 0.0
        self.first_ts = None  # open time of the candle of the first fill
        self.row = None       # the row of trade_log, once closed
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


class Model:
    """One run: phase 1 (`propose`), then phase 2 (`play`)."""

    def __init__(self, config):
        self.config = effective(config)
        self.symbols = self.config["symbols"]
        self.interval_ms = INTERVAL_MS[self.config["interval"]]
        self.spot = self.config["market"] == "SPOT"
        self.main, self.detail, self.detail_interval = load_series(self.config, self.symbols, hit)
        self.detail_ms = INTERVAL_MS[self.detail_interval]
        self.warnings = Counter()
        self.instruments = {s: self.config["instruments"].get(s, {}) for s in self.symbols}
        self.contracts = {s: Contract({} if self.spot else self.instruments[s]) for s in self.symbols}
        self.leverage = 1.0 if self.spot else self.config["leverage"]
        self.mmr = {s: self.instruments[s].get("mmr", self.config["mmr"]) for s in self.symbols}
        self.timeline_start = -INFINITY

    # ---------------------------------------------------------------- phase 1: decisions and proposals (sections 2, 3)

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
        times = times[first_loaded:kept[1] + 1]
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
            proposals.append(Proposal(number, symbol, direction, decision_time, decision["close"], entry, *bracket,
                                      decision["confidence"]))
        return proposals

    def bracket(self, decision, direction, entry):
        """(tp, sl) in the order of 3.k, or None for a bad bracket."""
        prices = []
        for key, ratio, sign in (("tp_price", self.config["tp_ratio"], direction),
                                 ("sl_price", self.config["sl_ratio"], -direction)):
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

    # ---------------------------------------------------------------- phase 2: the timeline (section 6)

    def run(self):
        self.reset()
        proposals = self.propose()
        proposals_left = self.reset_timeline(proposals)
        for ts in self.timeline:
            self.step(ts, proposals_left.get(ts, []))
        self.finish()
        return self.result()

    def reset(self):
        self.proposed, self.rejected, self.admitted = 0, [], 0
        self.trades, self.trade_log, self.curve, self.ambiguous, self.open_marks = [], [], [], 0, 0
        self.positions = {s: Position(self.contracts[s]) for s in self.symbols}
        self.last = {}      # last candle of each symbol that the timeline has passed
        self.cash = float(self.config["initial_cash"])
        self.traded = 0.0   # notional of all fills
        self.previous_ts = None

    def reset_timeline(self, proposals):
        """Candles by time within the range (2.a, 2.b), and what is tried at each ts."""
        start, end = self.config.get("start_date"), self.config.get("end_date")
        start = max(-INFINITY if start is None else parse_time(start), self.timeline_start)
        end = INFINITY if end is None else parse_time(end)
        self.candles = {s: {c.time: c for c in self.detail[s] if start <= c.time < end} for s in self.symbols}
        self.timeline = sorted(set().union(*self.candles.values()))
        self.funding = {s: self.funding_rates(s) for s in self.symbols}
        tries = {}
        for proposal in proposals:
            ts = min((t for t in self.candles[proposal.symbol] if t >= proposal.decision_time), default=None)
            if ts is not None:
                tries.setdefault(ts, []).append(proposal)
            elif proposal.direction is not None:  # 3.f: a close is dropped silently
                self.reject(proposal.number, "no_data", proposal.decision_time)
                hit("4 no_data")
        return tries

    def step(self, ts, tried):
        self.freeze()
        for proposal in tried:  # 6.1
            if proposal.direction is None:
                self.close_by_signal(proposal, ts)
            else:
                self.try_execute(proposal, ts)
        self.pay_funding(ts)  # 6.2
        self.play_events(ts)
        for symbol in self.symbols:
            if ts in self.candles[symbol]:
                self.last[symbol] = self.candles[symbol][ts]
        self.liquidate_cross()
        if ts == self.timeline[-1]:
            self.close_all()  # 6.k: the last point is marked after it
        self.open_marks += any(t.is_open() for t in self.trades)
        self.curve.append({"time": ts + self.detail_ms, "equity": self.equity()})
        self.previous_ts = ts

    def reject(self, number, reason, ts):
        self.rejected.append({"proposal_id": number, "reason": reason, "ts": ts})

    def equity(self):
        """8: SPOT cash + value of what is held; PERP wallet + unrealised profit; marks are the last closes."""
        total = self.cash
        for trade in self.trades:
            if not trade.is_open():
                continue
            mark = self.last[trade.symbol].close
            if self.spot:
                total += trade.quantity() * mark
            else:
                contract = self.contracts[trade.symbol]
                total += contract.profit(trade.direction, trade.quantity(), self.entry_average(trade), mark)
        return total

    def margins(self):
        """Margins in use, from the net positions (8, 8.e)."""
        return sum(self.contracts[s].notional(abs(p.quantity), p.average) / self.leverage
                   for s, p in self.positions.items() if p.quantity != 0)

    # ---------------------------------------------------------------- 6.1: try_execute

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

    def build_legs(self, proposal, ts):
        """Section 4: reference price and prices of all legs."""
        entry, d = self.config["entry"], proposal.direction
        reference = entry["reference"]
        hit("4 reference " + (reference if isinstance(reference, str) else "number"))
        self.reference = {"open": self.candles[proposal.symbol][ts].open, "close": proposal.close,
                          "entry": proposal.entry}.get(reference, reference)
        legs = []
        for k in range(entry["legs"]):
            offset = entry["start_pct"] + k * entry["step_pct"]
            market = reference == "open" and offset == 0 and entry["when"] is None  # 4.a
            price = self.reference * (1 - d * offset)
            legs.append(Leg(k, price if market else self.on_tick(proposal.symbol, price), market))
        hit("4 several legs" if len(legs) > 1 else "4 one leg")
        return legs

    def admission(self, proposal, legs, ts):
        """The first reason against the proposal in the order of 6.a, or None. Sets self.kept."""
        d, tp, sl = proposal.direction, proposal.tp, proposal.sl
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
        free = self.free
        if sum(leg.reserve for leg in self.kept) > free * (1 + 1e-12):  # 6.m
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
        return ((proposal.sl is not None and (price - proposal.sl) * d <= 0)
                or (proposal.tp is not None and (price - proposal.tp) * d >= 0))

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

    # ---------------------------------------------------------------- section 7: costs and fills

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
            self.positions[trade.symbol].apply(side * quantity, price)

    def fill_leg(self, trade, leg, price, candle, ts, place):
        """One leg at `price`; place is "open" or "inside"."""
        slippage = self.slippage(trade.number, chance.ENTRY_SLIPPAGE, leg.index) if leg.market else 0.0
        tif = self.config["entry"]["tif"]
        records = self.execute(price, trade.direction, leg.quantity, candle.volume, slippage,
                               None if leg.market else leg.price, tif)
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

    # ---------------------------------------------------------------- 6.2: the events of a candle, in stages

    def living(self, ts):
        """(trade, candle) of all trades that are not over and whose symbol has a candle at ts, in proposal order."""
        return [(t, self.candles[t.symbol][ts]) for t in sorted(self.trades, key=lambda t: t.number)
                if t.row is None and ts in self.candles[t.symbol]]

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
            price = entry * (1 + d * mmr) / bottom if bottom != 0 else INFINITY
        else:
            price = entry * (1 - d / self.leverage) / (1 - d * mmr)
        return price if 0 < price < INFINITY else None

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
        known = list(trade.fills)  # earlier candles and this candle's open (8.k)
        for leg in trade.waiting():
            if not self.live(leg, ts) or not self.reaches(candle, leg.price, -d):
                continue
            stop = self.stop(trade, known)[0] if known else None
            if stop is not None and (leg.price - stop) * d <= 0:
                hit("5.j leg beyond the stop does not fill")
                continue
            self.fill_leg(trade, leg, leg.price, candle, ts, "inside")

    @staticmethod
    def reaches(candle, price, up):
        """Whether the candle touches a price from below (up = +1) or from above (up = -1)."""
        return candle.high >= price if up > 0 else candle.low <= price

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

    def liquidate_cross(self):
        """6.j, 6.o"""
        if self.spot or self.config["margin_mode"] != "cross" or not any(t.is_open() for t in self.trades):
            return
        maintenance = sum(self.contracts[s].notional(abs(p.quantity), self.last[s].close) * self.mmr[s]
                          for s, p in self.positions.items() if p.quantity != 0)
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
            "symbol": trade.symbol, "entry_time": trade.first_ts, "entry_price": entry, "exit_time": candle.time,
            "exit_price": exit_price, "size": quantity, "pnl": pnl, "return_pct": pnl / entry_notional * 100,
            "result": "WIN" if pnl > 0 else "LOSS" if pnl < 0 else "EVEN", "exit_type": label,
            "direction": "LONG" if d == LONG else "SHORT", "fees": trade.fees, "funding": trade.funding,
            "bars_held": (candle.time - trade.first_ts) // self.interval_ms,
            "mae": min(0.0, d * (worst / entry - 1)) * 100, "mfe": max(0.0, d * (best / entry - 1)) * 100,
            "proposal_id": trade.number, "confidence": trade.proposal.confidence}
        self.trade_log.append(trade.row)

    # ---------------------------------------------------------------- funding (section 8)

    def funding_rates(self, symbol):
        """[(t, rate)], t rounded down to the minute; None for a constant or absent rate."""
        if self.spot:
            return []
        stored = (self.config["ohlcv_data"].get("funding") or {}).get(symbol)
        if stored:
            return [(time // MINUTE * MINUTE, rate) for time, rate in stored]
        rate = self.config["funding_rate"]
        if rate is None or not self.timeline:
            if rate is None:
                self.warnings["no_funding"] += 1
            return []
        every = INTERVAL_MS[self.config["funding_interval"]]  # 8.d
        first = -(-self.timeline[0] // every) * every
        return [(t, rate) for t in range(first, self.timeline[-1] + 1, every)]

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

    # ---------------------------------------------------------------- end and result

    def close_all(self):
        """After the last ts: pending legs are cancelled, open trades are closed (6.k)."""
        for trade in self.trades:
            if trade.row is None and trade.waiting():
                hit("6 pending legs cancelled at the end")
                self.cancel_waiting(trade)
        self.close_at_last("FINAL")

    def finish(self):
        gain = sum(row["pnl"] for row in self.trade_log)
        expected = self.config["initial_cash"] + gain
        scale = abs(self.config["initial_cash"]) + self.traded
        assert abs(expected - self.cash) <= 1e-9 * scale, f"conservation: {expected} is not {self.cash}"
        unfilled = sum(not t.fills for t in self.trades)
        if unfilled:
            hit("6.h unfilled")

    def result(self):
        unfilled = sum(not t.fills for t in self.trades)
        holds = [(max(c.values(), key=lambda x: x.time).close / min(c.values(), key=lambda x: x.time).open - 1)
                 for c in self.candles.values() if c]
        final = self.cash
        metrics = model_metrics.compute(self.config["initial_cash"], final, self.curve,
                                        self.timeline[0] if self.timeline else 0, self.open_marks, self.trade_log,
                                        self.traded, holds)
        return {
            "status": "ok", "detail_interval": self.detail_interval, "trade_log": self.trade_log,
            "rejections": dict(Counter(r["reason"] for r in self.rejected)), "rejected_proposals": self.rejected,
            "counts": {"proposals": self.proposed, "admitted": self.admitted, "rejected": len(self.rejected),
                       "unfilled": unfilled, "trades": len(self.trade_log), "strategy_errors": 0},
            "equity_curve": self.curve, "final_cash": final, "metrics": metrics, "warnings": dict(self.warnings)}


def run(config):
    """The result of one configuration; {"status": "failed"} for a data error."""
    try:
        model = Model(config)
        result = model.run()
    except DataError as error:
        hit("2.d data error")
        return {"status": "failed", "error": {"code": "data", "message": str(error)}}
    result["model"] = model  # for the tests of the model itself
    if model.config["intrabar_report"]:
        hit("5.h intrabar_report")
        other = {policy: Model({**config, "crossing_policy": policy}).run()["final_cash"]
                 for policy in ("prefer_sl", "prefer_tp")}
        result["intrabar_report"] = {"ambiguous_exits": model.ambiguous, "final_equity_prefer_sl": other["prefer_sl"],
                                     "final_equity_prefer_tp": other["prefer_tp"]}
    return result
