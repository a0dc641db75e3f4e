"""The engine's policies as Python objects: called, derived from, and used by a run."""

import copy
import gc
import inspect
import math

import pytest
from package_candles import candles, rows_of, succeeded, test_seed, without_names

from strategyOrchestrator import _engine
from strategyOrchestrator._native import NativePolicy
from strategyOrchestrator.entities.portfolio.policies.capacity import LegCapacity, SymbolCapacity
from strategyOrchestrator.entities.portfolio.policies.fees import PerSymbolFee, StaticFee
from strategyOrchestrator.entities.portfolio.policies.interfaces import CapacityPolicy, CapacityState, EventCostModel, SizingModel
from strategyOrchestrator.entities.portfolio.policies.sizingModel import FixedFraction, FixedNotional, FixedRisk, FixedUnits
from strategyOrchestrator.entities.portfolio.policies.slippage import RandomSlippage, StaticSlippage, ZeroSlippage
from strategyOrchestrator.entities.tradeManager.policies.FillPolicy import AggressiveMarketPolicy, Book, FillPolicy, VWAPDepthPolicy
from strategyOrchestrator.entities.tradeManager.TradeEvent import TradeEvent
from strategyOrchestrator.entities.tradeManager.TradeEventType import TradeEventType
from strategyOrchestrator.entities.tradeManager.TradeMeta import TradeMeta
from strategyOrchestrator.LoadComponent import load_component

Candle = _engine.Candle
SEED = test_seed()
DATA = {"main": {name: rows_of(candles(400, SEED + k)) for k, name in enumerate(("BTCUSDT", "ETHUSDT", "SOLUSDT"))}}


def event(**changes):
    return TradeEvent(**{"symbol": "BTCUSDT", "price": 100.0, "quantity": 2.0, **changes})


def config(**changes):
    """Three symbols whose trades collide in capacity and cash, with stops and limit legs."""
    base = {
        "interval": "1h",
        "market": "PERP",
        "strategy": {"builtin": "ema_cross", "params": {"fast": 3, "slow": 8}},
        "parallel_symbols": 1,
    }
    entry = {"legs": 2, "step_pct": 0.004, "expire_bars": 5}
    return {**base, "entry": entry, "sizing_model": 0.3, "capacity_policy": 4, "seed": 5, "ohlcv_data": DATA, **changes}


# Called from Python


def test_fees():
    assert StaticFee()(event()) == 0.001
    assert StaticFee(0.0004)(event()) == StaticFee(rate=0.0004)(event()) == 0.0004
    fee = PerSymbolFee({"BTC/USDT": 0.002, "SOLUSDT": 0.003}, default=0.004)
    rates = {"BTCUSDT": 0.002, "ETHUSDT": 0.001, "XRPUSDT": 0.0015, "SOLUSDT": 0.003, "ADAUSDT": 0.004}
    assert {symbol: fee(event(symbol=symbol)) for symbol in rates} == rates
    assert isinstance(fee, EventCostModel)


def mix(x):
    """SplitMix64's finaliser (semantics 9.a)."""
    x ^= x >> 30
    x = x * 0xBF58476D1CE4E5B9 % 2**64
    x ^= x >> 27
    x = x * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def uniform(seed, proposal_id, purpose, index):
    golden = 0x9E3779B97F4A7C15
    h = mix((seed + golden) % 2**64)
    for word in (proposal_id, purpose, index):
        h = mix(((h ^ word) + golden) % 2**64)
    return (h >> 11) * 2.0**-53


def test_slippage():
    assert ZeroSlippage()(event()) == 0.0
    assert StaticSlippage(0.002)(event()) == 0.002
    for seed in (0, 7, 2**63 + 1):
        slippage = RandomSlippage(seed)
        for proposal_id, leg in ((0, 0), (3, 2), (12345, 1)):
            entry = event(proposal_id=proposal_id, leg=leg)
            leaving = event(proposal_id=proposal_id, type=TradeEventType.CLOSE, kind="STOP")
            assert slippage(entry) == 0.001 * uniform(seed, proposal_id, 2, leg)
            assert slippage(leaving) == 0.001 * uniform(seed, proposal_id, 3, 0)
    assert RandomSlippage()(event(proposal_id=4)) == RandomSlippage(0)(event(proposal_id=4))
    assert RandomSlippage(3).get_params() == {"seed": 3}
    with pytest.raises(ValueError, match="seed is -1"):
        RandomSlippage(-1)


def test_sizing():
    meta = TradeMeta("BTCUSDT", reference_price=50.0, sl_price=48.0, equity=2000.0)
    action = TradeEventType.OPEN
    assert FixedFraction()(meta, action) == 0.1 * 2000.0 / 50.0
    assert FixedFraction(0.25)(meta, action) == 10.0
    assert FixedUnits(3.5)(meta, action) == 3.5
    assert FixedNotional(600)(meta, action) == 12.0
    assert FixedRisk(0.01)(meta, action) == 0.01 * 2000.0 / 2.0
    assert FixedRisk(0.01)(TradeMeta("BTCUSDT", reference_price=50.0, equity=2000.0), action) == 0
    inverse = TradeMeta("BTCUSD_PERP", 50.0, equity=2.0, sl_price=40.0, inverse=True, multiplier=100.0)
    assert FixedFraction(0.5)(inverse, action) == 1.0 * 50.0 / 100.0
    assert FixedRisk(0.1)(inverse, action) == pytest.approx(0.2 / (100.0 * (1 / 40 - 1 / 50)), rel=1e-12)
    assert isinstance(FixedUnits(1), SizingModel)


def test_capacity():
    meta = TradeMeta("BTCUSDT", 50.0)
    verdict = LegCapacity(5).admit(meta, 2, CapacityState(filled_legs=2, waiting_legs=1))
    assert (verdict.admitted, verdict.needed, verdict.limit) == (True, 5, 5)
    assert not LegCapacity(5).admit(meta, 3, CapacityState(filled_legs=2, waiting_legs=1)).admitted
    assert SymbolCapacity(2).admit(meta, 9, CapacityState(active_symbols=2, symbol_active=True)).admitted
    assert not SymbolCapacity(2).admit(meta, 1, CapacityState(active_symbols=2)).admitted
    assert isinstance(LegCapacity(), CapacityPolicy)


def test_aggressive_fills():
    candle = Candle(0, 100, 102, 99, 101, 40)
    fills = AggressiveMarketPolicy().fill(event(ts=7, proposal_id=3, leg=1), Book(candle, 0.01))
    assert [(fill.price, fill.quantity, fill.ts, fill.proposal_id, fill.leg) for fill in fills] == [(101.0, 2.0, 7, 3, 1)]
    sold = AggressiveMarketPolicy().fill(event(side="SELL", kind="STOP"), Book(candle, 0.01))
    assert (sold[0].price, sold[0].side) == (99.0, "SELL")
    assert AggressiveMarketPolicy().worst_price(event(), 0.01) == 101.0
    assert isinstance(AggressiveMarketPolicy(), FillPolicy)


def test_depth_fills():
    """Five levels of 40 * 0.1 / 5 = 0.8 each, a basis point apart."""
    policy, book = VWAPDepthPolicy(), Book(Candle(0, 100, 102, 99, 101, 40))
    levels = [100 * (1 + level / 10000) for level in range(5)]
    fills = policy.fill(event(quantity=2.0), book)
    assert [fill.quantity for fill in fills] == pytest.approx([0.8, 0.8, 0.4], rel=1e-12)
    assert [fill.price for fill in fills] == levels[:3]
    over = policy.fill(event(quantity=5.0), book)
    assert [fill.overflow for fill in over] == [False] * 5 + [True]
    assert over[-1].price == levels[-1] and sum(fill.quantity for fill in over) == pytest.approx(5.0, rel=1e-12)
    assert sum(fill.quantity for fill in policy.fill(event(quantity=5.0, tif="IOC"), book)) == pytest.approx(4.0, rel=1e-12)
    assert policy.fill(event(quantity=5.0, tif="FOK"), book) == []
    bounded = policy.fill(event(quantity=2.0, kind="LIMIT", limit_price=100.005), book)
    assert [fill.price for fill in bounded] == [100.0, 100.005, 100.005]
    assert policy.worst_price(event(), 0.01) == 101.0 * (1 + 4 / 10000)


def test_events_are_read_as_they_are_written():
    made = event(side="SELL", kind="TAKE_PROFIT", tif="IOC", limit_price=99.0, proposal_id=2, leg=1, type=TradeEventType.CLOSE, ts=5)
    assert (made.side, made.kind, made.tif, made.limit_price, made.proposal_id, made.leg) == (-1, "TAKE_PROFIT", "IOC", 99.0, 2, 1)
    with pytest.raises(ValueError, match="kind is MARKET, LIMIT"):
        event(kind="STEP")


# Made


NATIVE = [
    (StaticFee, "fee_model", {}),
    (PerSymbolFee, "fee_model", {}),
    (ZeroSlippage, "slippage_model", {}),
    (StaticSlippage, "slippage_model", {}),
    (FixedFraction, "sizing_model", {}),
    (LegCapacity, "capacity_policy", {}),
    (SymbolCapacity, "capacity_policy", {}),
    (AggressiveMarketPolicy, "fill_policy", {}),
    (VWAPDepthPolicy, "fill_policy", {}),
]
IDS = [cls.__name__ for cls, _, _ in NATIVE]


@pytest.mark.parametrize(("cls", "kind", "params"), NATIVE, ids=IDS)
def test_signatures_have_the_engines_defaults(cls, kind, params):
    signature = inspect.signature(cls.__init__)
    named = {name: p.default for name, p in signature.parameters.items() if name not in ("self", "others")}
    assert named == _engine.native_params(kind, cls.builtin, {}) == cls().get_params()


def test_wrong_parameters_are_refused_with_the_engines_words():
    with pytest.raises(TypeError, match="static has no parameter 'rat'; did you mean 'rate'"):
        StaticFee(rat=0.1)
    with pytest.raises(ValueError, match="'rate' is 1.5"):
        StaticFee(1.5)
    with pytest.raises(TypeError, match="needs the parameter 'units'"):
        FixedUnits()
    with pytest.raises(ValueError, match="'fraction'"):
        FixedFraction(-1)
    with pytest.raises(TypeError, match="'max_legs' must be an integer"):
        LegCapacity(1.5)
    with pytest.raises(ValueError, match="fee rate of SOLUSDT"):
        PerSymbolFee({"SOLUSDT": 2.0})
    with pytest.raises(ValueError, match="participation"):
        VWAPDepthPolicy(participation=0)


def test_they_can_be_copied_and_loaded():
    fee = copy.deepcopy(PerSymbolFee({"SOLUSDT": 0.003}))
    assert fee(event(symbol="SOLUSDT")) == 0.003 and repr(fee).startswith("PerSymbolFee(rates={'SOLUSDT': 0.003}")
    assert RandomSlippage(9).native_seed() == copy.deepcopy(RandomSlippage(9)).native_seed() == 9
    tokens = {"static": StaticFee, "per_symbol": PerSymbolFee}
    assert load_component(0.002, tokens, EventCostModel, "fee")(event()) == 0.002
    assert load_component({"builtin": "per_symbol", "params": {"default": 0.5}}, tokens, EventCostModel, "fee")(event(symbol="A")) == 0.5


# In a run


def policies_in_runs():
    """(configuration key, object, the specification that means the same)."""
    yield "fee_model", StaticFee(0.002), 0.002
    yield "fee_model", PerSymbolFee({"SOLUSDT": 0.004}), {"builtin": "per_symbol", "params": {"rates": {"SOLUSDT": 0.004}}}
    yield "slippage_model", ZeroSlippage(), "zero"
    yield "slippage_model", StaticSlippage(0.003), 0.003
    yield "slippage_model", RandomSlippage(), "random"
    yield "slippage_model", RandomSlippage(5), "random"  # the run's seed
    yield "sizing_model", FixedFraction(0.5), 0.5
    yield "sizing_model", FixedUnits(4), {"builtin": "fixed_units", "params": {"units": 4}}
    yield "sizing_model", FixedNotional(900.5), {"builtin": "fixed_notional", "params": {"notional": 900.5}}
    yield "sizing_model", FixedRisk(0.02), {"builtin": "fixed_risk", "params": {"risk": 0.02}}
    yield "capacity_policy", LegCapacity(3), 3
    yield "capacity_policy", SymbolCapacity(2), {"builtin": "symbol_capacity", "params": {"max_symbols": 2}}
    yield "fill_policy", AggressiveMarketPolicy(), "aggressive_market"
    yield (
        "fill_policy",
        VWAPDepthPolicy(3, 0.02, 5),
        {"builtin": "vwap_depth", "params": {"depth": 3, "participation": 0.02, "level_bps": 5}},
    )


RUNS = list(policies_in_runs())
RUN_IDS = [f"{policy!r}" for _, policy, _ in RUNS]


def derived(cls, rule):
    """A class of the user's that overrides what the engine calls, and hands it on."""
    calls = []

    def handing_on(name):
        def method(self, *args):
            calls.append(name)
            return getattr(super(Derived, self), name)(*args)

        return method

    Derived = type("Derived", (cls,), {name: handing_on(name) for name in rule})
    return Derived, calls


@pytest.fixture
def python_is_not_asked(monkeypatch):
    """Fails a run in which the engine asks a Python class around a native policy."""

    def asked(self, *args):
        raise AssertionError("the engine asked Python")

    for owner in {base for _, policy, _ in RUNS for base in type(policy).__mro__ if base.__name__.startswith("Native") and base.rule}:
        for name in owner.rule:
            monkeypatch.setattr(owner, name, asked)


@pytest.mark.parametrize(("kind", "policy", "spec"), RUNS, ids=RUN_IDS)
def test_a_run_uses_the_engines_own(kind, policy, spec, python_is_not_asked):
    expected = succeeded(config(**{kind: spec}))
    result = succeeded(config(**{kind: policy}))
    assert without_names(result) == without_names(expected)
    assert expected["counts"]["trades"] > 10


@pytest.mark.parametrize(("kind", "policy", "spec"), RUNS, ids=RUN_IDS)
def test_one_that_only_hands_on_is_python_and_gives_the_same_bytes(kind, policy, spec):
    Derived, calls = derived(type(policy), type(policy).rule)
    params = {name: value for name, value in policy.get_params().items() if value is not None}
    if kind == "slippage_model" and spec == "random":
        params = {"seed": 5}
    result = succeeded(config(**{kind: Derived(**params)}))
    assert without_names(result) == without_names(succeeded(config(**{kind: spec})))
    assert len(calls) > 10


def test_a_class_of_a_configuration_is_the_engines_own(python_is_not_asked):
    fees = "strategyOrchestrator.entities.portfolio.policies.fees"
    slippage = "strategyOrchestrator.entities.portfolio.policies.slippage"
    result = succeeded(
        config(
            fee_model={"module": fees, "class": "StaticFee", "params": {"rate": 0.002}},
            slippage_model={"module": slippage, "class": "RandomSlippage"},
            sizing_model={"class": FixedUnits, "params": {"units": 4}},
        )
    )
    expected = config(fee_model=0.002, slippage_model="random", sizing_model={"builtin": "fixed_units", "params": {"units": 4}})
    assert without_names(result) == without_names(succeeded(expected))


def test_a_seed_of_its_own(python_is_not_asked):
    result = succeeded(config(slippage_model=RandomSlippage(77)))
    assert without_names(result) == without_names(succeeded(config(slippage_model="random", seed=77))).replace('"seed": 77', '"seed": 5')


def test_a_subclass_that_overrides_nothing_is_the_engines_own(python_is_not_asked):
    class Mine(VWAPDepthPolicy):
        def __init__(self):
            super().__init__(depth=3, participation=0.02)

    spec = {"builtin": "vwap_depth", "params": {"depth": 3, "participation": 0.02}}
    assert without_names(succeeded(config(fill_policy=Mine()))) == without_names(succeeded(config(fill_policy=spec)))


def test_a_fee_as_slippage_is_called():
    """A model of another kind is code like any other."""
    result = succeeded(config(slippage_model=StaticFee(0.003)))
    assert without_names(result) == without_names(succeeded(config(slippage_model=0.003)))


def test_what_a_derived_policy_adds_counts():
    class Weekend(StaticFee):
        def __call__(self, event):
            return 2 * super().__call__(event) if event.side == "SELL" else super().__call__(event)

    result = succeeded(config(fee_model=Weekend(0.001), slippage_model=0))
    once = succeeded(config(fee_model=0.001, slippage_model=0))
    assert result["metrics"]["fees_paid"] > 1.2 * once["metrics"]["fees_paid"]
    assert math.isfinite(result["final_cash"]) and issubclass(Weekend, NativePolicy)


def test_what_policies_keep_can_be_read_after_the_run():
    kept = []

    class Keeping(VWAPDepthPolicy):
        def fill(self, event, book):
            kept.append(event)
            return super().fill(event, book)

        def worst_price(self, event, slippage):
            kept.append(event)
            return super().worst_price(event, slippage)

    def size(meta, action):
        kept.append(meta)
        return 0.2

    strategy = {"builtin": "ema_cross", "params": {"fast": 3, "slow": 8}}
    succeeded(config(fill_policy=Keeping(), sizing_model=size, strategy=strategy, intrabar_report=True, entry={}))
    gc.collect()
    assert {type(one) for one in kept} == {TradeEvent, TradeMeta}
    assert {one.symbol for one in kept} == set(DATA["main"])
    assert {one.strategy_name for one in kept if isinstance(one, TradeMeta)} == {"EMACrossStrategy"}
