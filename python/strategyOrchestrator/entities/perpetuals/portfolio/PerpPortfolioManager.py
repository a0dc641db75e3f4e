"""The engine's portfolio of perpetual futures, driven by a program of one's own."""

from collections.abc import Mapping
from typing import Any

from strategyOrchestrator.entities.portfolio.BasePortfolioManager import BasePortfolioManager, mark_sections


class PerpPortfolioManager(BasePortfolioManager):
    """A portfolio with margin, funding and liquidation (`docs/semantics.md`, section 8). Cash is the wallet.

    Args:
        detail, interval, …: as of BasePortfolioManager; ``instruments`` may also have ``max_leverage``, ``mmr``, ``type`` (``"linear"``, ``"inverse"``) and
            ``multiplier``.
        leverage: >= 1.
        margin_mode: ``"isolated"`` or ``"cross"``.
        mmr: maintenance margin rate, a fraction of notional, of instruments without one.
        funding: rates by symbol: frames with ``time`` (ms) and ``rate``, or rows (time, rate).
        mark: mark-price candles by symbol.
        funding_rate, funding_interval: a constant rate for symbols without rates.
    """

    market = "PERP"

    def __init__(
        self,
        detail: Mapping[str, Any],
        interval: str,
        *,
        detail_interval: str | None = None,
        initial_cash: float = 10000.0,
        leverage: float = 1.0,
        margin_mode: str = "isolated",
        mmr: float = 0.005,
        funding: Mapping[str, Any] | None = None,
        mark: Mapping[str, Any] | None = None,
        funding_rate: float | None = None,
        funding_interval: str = "8h",
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
            "leverage": leverage,
            "margin_mode": margin_mode,
            "mmr": mmr,
            "funding_rate": funding_rate,
            "funding_interval": funding_interval,
            "instruments": dict(instruments or {}),
            "fee_model": fee_model,
            "slippage_model": slippage_model,
            "fill_policy": fill_policy,
            "sizing_model": sizing_model,
            "capacity_policy": capacity_policy,
            "seed": seed,
            "explain": explain,
        }
        self._open(detail, interval, detail_interval, settings, mark_sections(mark, funding, detail_interval))

    def calculate_margin(self) -> float:
        """Margins in use: sum of |position| notional at its average price / leverage."""
        return self._portfolio.margin()

    def apply_funding(self, ts: int) -> None:
        """Pays the funding that is due at ``ts`` (ms) before its other events, which :meth:`on_bar` does otherwise; each rate is paid once."""
        self._portfolio.apply_funding(ts)
