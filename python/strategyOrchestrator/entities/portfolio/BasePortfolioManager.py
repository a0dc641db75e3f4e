"""The engine's spot portfolio, driven by a program of one's own."""

import json
from collections.abc import Mapping
from typing import Any

from strategyOrchestrator import _engine
from strategyOrchestrator._frames import Floats, Times, detail_arrays, rate_arrays
from strategyOrchestrator._plain import split_objects


class BasePortfolioManager:
    """Tries proposals, executes their events on the detail candles, keeps cash, positions, equity and the trade log (`docs/semantics.md`, section 6).

    The loop of a run is: for each instant ``ts`` of the detail candles, :meth:`try_execute` for the proposals of ``ts``, then :meth:`on_bar`. Time goes
    forward only; what is due in between is executed by itself.

    Args:
        detail: candles by symbol: frames or mappings with ``open_time`` (ms), ``open``, ``high``, ``low``, ``close``, ``volume``.
        interval: the decision interval, e.g. ``"1h"``.
        detail_interval: that of the candles, where it can't be told from their times.
        initial_cash: quote currency.
        instruments: trading rules by symbol: ``{"BTCUSDT": {"tick_size": 0.1, "step_size": 0.001, "min_notional": 5}}``.
        fee_model, slippage_model, fill_policy, sizing_model, capacity_policy: as a configuration names them, or Python objects and functions.
        seed: of random numbers.
        explain: keeps every rejection, for :meth:`get_results`.

    Raises:
        BacktestError: settings or candles that can't be meant, with the place among the settings.
        ValueError: a call for an instant that is over.
    """

    market = "SPOT"

    def __init__(
        self,
        detail: Mapping[str, Any],
        interval: str,
        *,
        detail_interval: str | None = None,
        initial_cash: float = 10000.0,
        instruments: Mapping[str, Mapping[str, Any]] | None = None,
        fee_model: Any = None,
        slippage_model: Any = None,
        fill_policy: Any = None,
        sizing_model: Any = None,
        capacity_policy: Any = None,
        seed: int = 0,
        explain: bool = False,
    ) -> None:
        settings = {
            "initial_cash": initial_cash,
            "instruments": dict(instruments or {}),
            "fee_model": fee_model,
            "slippage_model": slippage_model,
            "fill_policy": fill_policy,
            "sizing_model": sizing_model,
            "capacity_policy": capacity_policy,
            "seed": seed,
            "explain": explain,
        }
        self._open(detail, interval, detail_interval, settings, {})

    def _open(
        self, detail: Mapping[str, Any], interval: str, detail_interval: str | None, settings: dict[str, Any], sections: dict[str, Any]
    ) -> None:
        candles = {symbol: detail_arrays(frame, detail_interval) for symbol, frame in detail.items()}
        every = detail_interval or next((found for found, _ in candles.values()), interval)
        keys = {
            "market": self.market,
            "symbols": list(detail),
            "interval": interval,
            "detail_interval": every,
            "strategy": "buy_and_hold",  # a configuration needs one; nobody asks it
            **settings,
        }
        plain, objects = split_objects(keys)
        arrays = {symbol: columns for symbol, (_, columns) in candles.items()}
        self._portfolio = _engine.Portfolio(json.dumps(plain), {"main" if every == interval else "detailed": arrays, **sections}, objects)

    def check_risk(self, proposal: _engine.TradeProposal, meta: _engine.TradeMeta) -> bool:
        """The last word on a proposal that fits and can be paid; a derived class may refuse it here (reason ``risk``)."""
        return True

    def try_execute(self, proposal: _engine.TradeProposal, now_ts: int | None = None) -> bool:
        """Admits a proposal, or rejects and counts it.

        ``now_ts``: open time (ms) of the candle at which it is tried; default: its symbol's first candle at or after the decision. The proposal sees cash
        and capacity as they stand before the events of that candle.
        """
        overridden = type(self).check_risk is not BasePortfolioManager.check_risk or "check_risk" in vars(self)
        return self._portfolio.try_execute(proposal, now_ts, self.check_risk if overridden else None)

    def close_longs(self, symbol: str, now_ts: int) -> None:
        """A SELL that closes: at the symbol's candle of ``now_ts`` open longs exit, and waiting ones are cancelled."""
        self._portfolio.close_longs(symbol, now_ts)

    def on_bar(self, ts: int) -> None:
        """Executes everything that is due up to and including ``ts`` (ms), which must not decrease."""
        self._portfolio.on_bar(ts)

    def finish(self) -> None:
        """After the last candle: cancels what waits, closes what is open (``FINAL``). Once; nothing can be tried afterwards."""
        self._portfolio.finish()

    def get_results(self) -> dict[str, Any]:
        """Finishes, and returns ``final_cash``, ``trade_log`` (rows as of a run's result), ``equity_curve``, ``rejections`` and ``counts``; with
        ``explain`` also ``rejected_proposals``."""
        result = self._portfolio.results()
        document = json.loads(result.json_without_curve())
        names = ("initial_cash", "final_cash", "trade_log", "rejections", "rejected_proposals", "counts", "warnings")
        return {**{name: document[name] for name in names if name in document}, "equity_curve": result.equity_curve()}

    @property
    def cash(self) -> float:
        """Quote currency (the coin for inverse contracts)."""
        return self._portfolio.cash

    @property
    def equity(self) -> float:
        """Cash and positions, at the closes of the last instant that was executed."""
        return self._portfolio.equity

    @property
    def symbols(self) -> list[str]:
        return self._portfolio.symbols

    @property
    def ledger(self) -> _engine.TransactionLedger:
        """The ledger as it is now: a copy."""
        return self._portfolio.ledger()

    def position(self, symbol: str) -> _engine.Position:
        """The net position as it is now: a copy."""
        return self.ledger.position(symbol)


def mark_sections(mark: Mapping[str, Any] | None, funding: Mapping[str, Any] | None, detail_interval: str | None) -> dict[str, Any]:
    """Mark prices and funding rates as the engine takes them."""
    marks = {symbol: detail_arrays(frame, detail_interval)[1] for symbol, frame in (mark or {}).items()}
    rates: dict[str, tuple[Times, Floats]] = {symbol: rate_arrays(given) for symbol, given in (funding or {}).items()}
    return {"mark": marks, "funding": rates}
