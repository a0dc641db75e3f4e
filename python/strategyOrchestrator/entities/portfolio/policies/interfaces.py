"""Rules of the portfolio that users may replace. A function of the same signature does as well as a class."""

from strategyOrchestrator._engine import CapacityState, CapacityVerdict, TradeEvent, TradeEventType, TradeMeta

__all__ = ["CapacityPolicy", "CapacityState", "CapacityVerdict", "EventCostModel", "SizingModel"]


class EventCostModel:
    """A fee (fraction of notional) or slippage (fraction of price) for each event, >= 0 and < 1. The same event must always cost the same: it is asked
    at admission and again at the fill."""

    def __call__(self, event: TradeEvent) -> float:
        raise NotImplementedError


class SizingModel:
    """The quantity of a proposal of size 1, in base currency (contracts when inverse). Not > 0: no trade."""

    def __call__(self, meta: TradeMeta, action: TradeEventType) -> float:
        raise NotImplementedError


class CapacityPolicy:
    """Whether a proposal still fits beside what is open and waiting."""

    def admit(self, meta: TradeMeta, new_legs: int, state: CapacityState) -> "bool | CapacityVerdict":
        raise NotImplementedError
