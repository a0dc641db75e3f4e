"""A slow, plain model of a back-test, written from docs/semantics.md alone; the engine is held against it.

`run(config)` takes the configuration (inline candles) and returns the parts of the result that are compared. Comments cite the
sections they follow; `COVERAGE` counts how often each rule was reached. The other model_*.py are its parts.
"""

from collections import Counter
from math import inf

import model_metrics
from model_admission import Admission
from model_candles import INTERVAL_MS, DataError, load_series, parse_time
from model_config import effective
from model_coverage import COVERAGE, hit  # noqa: F401 (COVERAGE is read by callers)
from model_exits import Exits
from model_fills import Fills
from model_funding import Funding
from model_proposals import Proposals
from model_stages import Stages
from model_trades import Contract, Position


class Model(Proposals, Admission, Stages, Exits, Fills, Funding):
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
        self.timeline_start = -inf

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
        self.last = {}  # last candle of each symbol that the timeline has passed
        self.cash = float(self.config["initial_cash"])
        self.traded = 0.0  # notional of all fills
        self.previous_ts = None
        self.least_cash, self.most_legs = self.cash, 0  # for the tests of the model

    def reset_timeline(self, proposals):
        """Candles by time within the range (2.a, 2.b), and what is tried at each ts."""
        start, end = self.config.get("start_date"), self.config.get("end_date")
        start = max(-inf if start is None else parse_time(start), self.timeline_start)
        end = inf if end is None else parse_time(end)
        for key in ("start_date", "end_date"):
            if self.config.get(key) is not None:
                hit("2.a " + key)
        self.range = (start, end)
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
        return sum(
            self.contracts[s].notional(abs(p.quantity), p.average) / self.leverage for s, p in self.positions.items() if p.quantity != 0
        )

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

    def metrics_of(self, final, curve, rows):
        """(metrics, their rounding errors) of an equity curve and trades, be they this run's or what the engine made of the same run."""
        initial = self.config["initial_cash"]
        first_ts = self.timeline[0] if self.timeline else 0
        ends = [(c[min(c)], c[max(c)]) for c in self.candles.values() if c]
        holds = [last.close / first.open - 1 for first, last in ends]
        notional = sum(
            self.contracts[row["symbol"]].notional(row["size"], row[key]) for row in rows for key in ("entry_price", "exit_price")
        )
        metrics = model_metrics.compute(initial, final, curve, first_ts, self.open_marks, rows, notional, holds)
        return metrics, model_metrics.rounding(initial, final, curve, first_ts, rows, metrics)

    def result(self):
        unfilled = sum(not t.fills for t in self.trades)
        return {
            "status": "ok",
            "detail_interval": self.detail_interval,
            "trade_log": self.trade_log,
            "rejections": dict(Counter(r["reason"] for r in self.rejected)),
            "rejected_proposals": self.rejected,
            "counts": {
                "proposals": self.proposed,
                "admitted": self.admitted,
                "rejected": len(self.rejected),
                "unfilled": unfilled,
                "trades": len(self.trade_log),
                "strategy_errors": 0,
            },
            "equity_curve": self.curve,
            "final_cash": self.cash,
            "metrics": self.metrics_of(self.cash, self.curve, self.trade_log)[0],
            "warnings": dict(self.warnings),
        }


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
        other = {policy: Model({**config, "crossing_policy": policy}).run()["final_cash"] for policy in ("prefer_sl", "prefer_tp")}
        result["intrabar_report"] = {
            "ambiguous_exits": model.ambiguous,
            "final_equity_prefer_sl": other["prefer_sl"],
            "final_equity_prefer_tp": other["prefer_tp"],
        }
    return result
