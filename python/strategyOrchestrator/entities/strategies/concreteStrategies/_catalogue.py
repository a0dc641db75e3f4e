"""The classes of all built-in strategies."""

from strategyOrchestrator.entities.strategies.concreteStrategies.BollingerBreakoutStrategy import BollingerBreakoutStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.BuyAndHoldStrategy import BuyAndHoldStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.DonchianBreakoutStrategy import DonchianBreakoutStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.EmaCrossStrategy import EMACrossStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.EnsembleStrategy import EnsembleStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.MomentumStrategy import MomentumStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.PeakEmaReversalStrategy import PeakEMAReversalStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.RsiReversionStrategy import RSIReversionStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.ScheduledSignalsStrategy import ScheduledSignalsStrategy
from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy

#: By token, as a configuration names them.
BUILTINS: dict[str, type[NativeStrategy]] = {
    cls.builtin: cls
    for cls in (
        PeakEMAReversalStrategy,
        MomentumStrategy,
        EnsembleStrategy,
        EMACrossStrategy,
        RSIReversionStrategy,
        BollingerBreakoutStrategy,
        DonchianBreakoutStrategy,
        BuyAndHoldStrategy,
        ScheduledSignalsStrategy,
    )
}
