"""Parameterised strategies, trades, ledgers and portfolio managers of the package: against hand-computed numbers, and against runs."""

import gc
import importlib
import json

import numpy as np
import pandas as pd
import pytest
from package_candles import HOUR_MS, START_MS, candles, rows_of, succeeded, test_seed

from strategyOrchestrator._engine import Candle
from strategyOrchestrator.entities.perpetuals.portfolio.PerpPortfolioManager import PerpPortfolioManager
from strategyOrchestrator.entities.portfolio import BasePortfolioManager
from strategyOrchestrator.entities.portfolio.policies.sizingModel import FixedUnits
from strategyOrchestrator.entities.strategies.ParameterisedStrategy import ParameterisedStrategy
from strategyOrchestrator.entities.tradeManager.FillRecord import FillRecord
from strategyOrchestrator.entities.tradeManager.Position import Position
from strategyOrchestrator.entities.tradeManager.TradeEventType import TradeEventType
from strategyOrchestrator.entities.tradeManager.TradeMeta import TradeMeta
from strategyOrchestrator.entities.tradeManager.TradeProposalBuilder import TradeProposalBuilder
from strategyOrchestrator.entities.tradeManager.TransactionLedger import TransactionLedger
from strategyOrchestrator.errors import BacktestError

SEED = test_seed()
MINUTES_15 = 900_000
DETAIL = candles(2400, SEED, MINUTES_15, 0.006)
OTHER = candles(2400, SEED + 1, MINUTES_15, 0.006)


def hours(detail):
    """Decision bars of quarters of an hour."""
    groups = detail.groupby(detail["open_time"] // HOUR_MS * HOUR_MS)
    bars = groups.agg({"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"})
    return bars.reset_index()


# Modules


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("strategies.ParameterisedStrategy", "ParameterisedStrategy"),
        ("strategies.concreteStrategies.PeakEmaReversalStrategy", "PeakEmaReversalStrategy PeakEMAReversalStrategy"),
        ("strategies.concreteStrategies.MomentumStrategy", "MomentumStrategy"),
        ("strategies.concreteStrategies.EnsembleStrategy", "EnsembleStrategy"),
        ("tradeManager.TradeProposalBuilder", "TradeProposalBuilder"),
        ("tradeManager.TradeProposal", "TradeProposal"),
        ("tradeManager.TradeMeta", "TradeMeta"),
        ("tradeManager.TradeEvent", "TradeEvent"),
        ("tradeManager.TradeEventType", "TradeEventType"),
        ("tradeManager.TransactionLedger", "TransactionLedger"),
        ("tradeManager.Position", "Position"),
        ("tradeManager.FillRecord", "FillRecord"),
        ("tradeManager.orders.OrderLeg", "OrderLeg"),
        ("tradeManager.policies.FillPolicy", "FillPolicy AggressiveMarketPolicy VWAPDepthPolicy"),
        ("tradeManager.policies.interfaces", "FillPolicy ExitResolver"),
        ("portfolio.policies.interfaces", "EventCostModel SizingModel CapacityPolicy"),
        ("portfolio.policies.fees", "StaticFee PerSymbolFee"),
        ("portfolio.policies.capacity", "LegCapacity SymbolCapacity"),
        ("portfolio.policies.sizingModel", "FixedFraction FixedUnits FixedNotional FixedRisk"),
        ("portfolio.policies.slippage", "ZeroSlippage StaticSlippage RandomSlippage"),
        ("portfolio.BasePortfolioManager", "BasePortfolioManager"),
        ("perpetuals.portfolio.PerpPortfolioManager", "PerpPortfolioManager"),
    ],
)
def test_the_described_modules_are_there(module, names):
    found = importlib.import_module(f"strategyOrchestrator.entities.{module}")
    for name in names.split():
        assert isinstance(getattr(found, name), type)


# Parameterised strategies


class Breakout(ParameterisedStrategy):
    parameters = {"period": (20, 2, 500), "factor": (1.5, 0, None), "label": "breakout", "strict": False, "levels": [1, 2], "extra": None}

    def decide(self, df, interval, **kwargs):
        close = df["close"].to_numpy()
        return {"signal": "BUY" if close[-1] > close[:-1].max() * self.factor else "NO"}

    def get_required_lookback(self, interval=None):
        return self.period


class Narrow(Breakout):
    parameters = {"factor": (1.0, 0.5, 2.0)}


def test_parameters_become_attributes():
    strategy = Breakout(period=7)
    assert (strategy.period, strategy.factor, strategy.label, strategy.strict, strategy.levels, strategy.extra) == (
        7,
        1.5,
        "breakout",
        False,
        [1, 2],
        None,
    )
    assert strategy.get_params() == {"period": 7, "factor": 1.5, "label": "breakout", "strict": False, "levels": [1, 2], "extra": None}
    assert Narrow().get_params() == {**Breakout().get_params(), "factor": 1.0}
    assert Breakout(period=np.int64(9), factor=2).get_params()["period"] == 9
    assert type(Breakout(period=9.0).period) is int and type(Breakout(factor=2).factor) is float


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"perod": 3}, TypeError, "Breakout has no parameter 'perod'; did you mean 'period'"),
        ({"period": 1}, ValueError, "period is 1, but must be >= 2 and <= 500"),
        ({"period": 501}, ValueError, "period is 501"),
        ({"factor": -0.1}, ValueError, "factor is -0.1, but must be >= 0"),
        ({"factor": float("nan")}, ValueError, "factor is nan"),
        ({"period": 2.5}, TypeError, "period is 2.5, but must be an integer"),
        ({"period": "many"}, TypeError, "period is 'many', but must be an integer"),
        ({"period": True}, TypeError, "period is True"),
        ({"period": None}, TypeError, "period is None"),
        ({"strict": 1}, TypeError, "strict is 1, but must be True or False"),
        ({"label": 3}, TypeError, "label is 3, but must be a text"),
    ],
)
def test_parameters_are_checked(params, error, message):
    with pytest.raises(error, match=message):
        Breakout(**params)
    strategy = Breakout()
    with pytest.raises(error, match=message):
        strategy.set_params(**{"label": "changed", **params})
    assert strategy.get_params() == Breakout().get_params()
    assert strategy.set_params(label="changed", period=5) is strategy
    assert (strategy.label, strategy.period) == ("changed", 5)


def test_declarations_are_checked():
    with pytest.raises(TypeError, match="can't be called 'decide'"):
        type("Bad", (ParameterisedStrategy,), {"parameters": {"decide": 1}})
    with pytest.raises(ValueError, match="period is 1, but must be >= 2"):
        type("Bad", (ParameterisedStrategy,), {"parameters": {"period": (1, 2, 3)}})


def test_a_parameterised_strategy_runs():
    spec = {"class": Breakout, "params": {"period": 30, "factor": 1.0}}
    base = {"interval": "1h", "ohlcv_data": {"main": {"BTCUSDT": rows_of(hours(DETAIL))}}, "parallel_symbols": 1}
    result = succeeded({**base, "strategy": spec})
    closes = hours(DETAIL)["close"]
    breaks = closes[30:-1].to_numpy() > closes.rolling(29).max().shift(1)[30:-1].to_numpy()
    assert abs(result["counts"]["proposals"] - breaks.sum()) <= 2  # the first and the last bar
    failed = {**base, "strategy": {**spec, "params": {"period": 1}}}
    with pytest.raises(AssertionError, match="period is 1, but must be >= 2"):
        succeeded(failed)


# Positions and ledgers


def test_position():
    position = Position()
    assert position.apply("BUY", 100.0, 2.0) == 0 and position.apply(1, 110.0, 2.0) == 0
    assert (position.quantity, position.average_price) == (4.0, 105.0)
    assert position.unrealised(107.0) == 8.0
    assert position.apply("sell", 109.0, 1.0) == 4.0
    assert position.apply(-1, 95.0, 5.0) == 3 * (95.0 - 105.0)  # crosses zero: the short of 2 begins at 95
    assert (position.quantity, position.average_price, position.realised) == (-2.0, 95.0, 4.0 - 30.0)
    assert position.unrealised(90.0) == 10.0
    assert position.apply("BUY", 90.0, 2.0) == 10.0
    assert (position.quantity, position.average_price, position.unrealised(50.0)) == (0, 0, 0)
    with pytest.raises(ValueError, match="none of"):
        position.apply("HOLD", 1.0, 1.0)


def test_an_inverse_position():
    """100 USD a contract: 3 bought at 50000 and 1 at 40000 are 0.006 + 0.0025 coins."""
    position = Position(inverse=True, multiplier=100.0)
    position.apply("BUY", 50000.0, 3.0)
    position.apply("BUY", 40000.0, 1.0)
    assert position.average_price == pytest.approx(4 * 100 / 0.0085, rel=1e-12)
    assert position.apply("SELL", 60000.0, 4.0) == pytest.approx(0.0085 - 400 / 60000, rel=1e-12)


@pytest.mark.parametrize("market", ["SPOT", "PERP"])
def test_ledger(market):
    ledger = TransactionLedger(market, ["BTC/USDT", "ETHUSDT"])
    assert ledger.symbols == ["BTCUSDT", "ETHUSDT"]
    ledger.ingest("BTCUSDT", FillRecord(price=100.0, quantity=2.0, side="BUY", fee=0.2))
    ledger.ingest("ETHUSDT", FillRecord(price=10.0, quantity=5.0, side="BUY", fee=0.05))
    paid = 200.0 + 50.0 if market == "SPOT" else 0.0
    assert ledger.current_cash_delta() == pytest.approx(-paid - 0.25, rel=1e-12)
    assert ledger.pop_cash_delta() == pytest.approx(-paid - 0.25, rel=1e-12) and ledger.current_cash_delta() == 0
    ledger.ingest("BTC/USDT", FillRecord(price=120.0, quantity=1.0, side="SELL", fee=0.12))
    got = 120.0 if market == "SPOT" else 20.0
    assert ledger.pop_cash_delta() == pytest.approx(got - 0.12, rel=1e-12)
    ledger.ingest_funding(1.5)
    assert ledger.pop_cash_delta() == -1.5 and ledger.funding == 1.5
    assert ledger.unrealised_pnl("BTCUSDT", 130.0) == 30.0
    assert (ledger.position("BTCUSDT").quantity, ledger.position("BTCUSDT").realised) == (1.0, 20.0)
    assert [(fill.price, fill.quantity) for fill in ledger.get_fills()] == [(100.0, 2.0), (10.0, 5.0), (120.0, 1.0)]
    assert (ledger.realised, ledger.open_cost, ledger.traded_notional) == (20.0, 150.0, 370.0)
    assert ledger.fees == pytest.approx(0.37, rel=1e-12)
    with pytest.raises(KeyError, match="no symbol 'SOLUSDT'"):
        ledger.position("SOLUSDT")
    with pytest.raises(ValueError, match="SPOT or PERP"):
        TransactionLedger("FUTURES", ["BTCUSDT"])


def test_trade_meta():
    meta = TradeMeta(symbol="BTC" + "USDT", reference_price=100.0, direction="SHORT", tp_price=90.0, equity=5.0, strategy_name="mine", ts=7)
    gc.collect()
    assert (meta.symbol, meta.strategy_name, meta.direction, meta.ts) == ("BTCUSDT", "mine", -1, 7)
    assert (meta.entry_price, meta.tp_price, meta.sl_price, meta.equity, meta.confidence) == (100.0, 90.0, None, 5.0, 1.0)


# Proposals on their own

FLAT = [  # open, high, low, close
    (100, 101, 99, 100),
    (100, 101, 98, 99),
    (99, 100, 97.5, 98),
    (98, 106, 97.9, 105),
    (105, 112, 104, 111),
    (111, 112, 110, 111),
]
SMALL = pd.DataFrame([(START_MS + bar * MINUTES_15, *prices, 10.0) for bar, prices in enumerate(FLAT)])
SMALL.columns = ["open_time", "open", "high", "low", "close", "volume"]


def test_a_proposal_by_hand():
    """Two legs of 1 at 100 and 98, out at the take-profit of 110."""
    builder = TradeProposalBuilder("BTCUSDT", 2.0, "LONG").scale_in(2, 0.0, 0.02).bracket_exit(0.1, 0.05)
    proposal = builder.set_entry_params(100.0, None, None, START_MS).build(SMALL, strategy_name="mine", confidence=0.5)
    assert (proposal.symbol, proposal.direction, proposal.size, proposal.entry_price) == ("BTCUSDT", "LONG", 2.0, 100.0)
    assert (proposal.tp_price, proposal.sl_price) == (pytest.approx(110.0, rel=1e-12), 95.0)
    events = proposal.build_events("1h")
    assert [(e.type, e.kind, e.side, e.price, e.quantity, e.ts) for e in events] == [
        (TradeEventType.OPEN, "MARKET", "BUY", 100.0, 1.0, START_MS),
        (TradeEventType.OPEN, "LIMIT", "BUY", 98.0, 1.0, START_MS + MINUTES_15),
        (TradeEventType.CLOSE, "TAKE_PROFIT", "SELL", proposal.tp_price, 2.0, START_MS + 4 * MINUTES_15),
    ]
    realized = proposal.realize(fee_model=0.001, slippage_model=0.01, decision_interval="1h")
    assert [fill.price for fill in realized.fills] == [101.0, 98.0, proposal.tp_price]
    assert [fill.fee for fill in realized.fills] == pytest.approx([0.101, 0.098, 0.22], rel=1e-12)
    trade = realized.trade
    assert (trade["symbol"], trade["exit_type"], trade["size"], trade["bars_held"]) == ("BTCUSDT", "TP", 2.0, 1)
    assert trade["pnl"] == pytest.approx(2 * 110 - 101 - 98 - 0.101 - 0.098 - 0.22, rel=1e-12)
    assert (trade["strategy_name"], trade["confidence"], trade["entry_price"]) == ("mine", 0.5, 99.5)
    del proposal, realized
    gc.collect()
    assert {event.symbol for event in events} == {"BTCUSDT"}


def test_a_proposal_that_is_never_filled():
    builder = TradeProposalBuilder("BTCUSDT", 1.0, "LONG").scale_in(1, 0.2, 0.0).bracket_exit(None, None)
    realized = builder.set_entry_params(100.0, entry_ts=START_MS).build(SMALL).realize()
    assert (realized.fills, realized.trade) == ([], None)


def test_a_resolver_and_policies_of_python():
    def leave_above(candle, tp_price, sl_price, direction):
        return {"price": 105.5, "label": "HIGH"} if candle.high > 105.5 else None

    def costly(event):
        return 0.1 if event.side == "SELL" else 0.0

    builder = TradeProposalBuilder("BTCUSDT", 1.0, "LONG").bracket_exit(0.2, 0.2, exit_resolver=leave_above)
    realized = builder.set_entry_params(100.0, entry_ts=START_MS + 1).build(SMALL).realize(fee_model=costly)
    assert (realized.trade["exit_type"], realized.trade["exit_price"], realized.trade["fees"]) == (
        "HIGH",
        105.5,
        pytest.approx(10.55, rel=1e-12),
    )
    assert realized.trade["entry_time"] == START_MS + MINUTES_15


def test_reference_functions_see_the_decision_bar():
    seen = []

    def below(candle):
        seen.append((candle.open_time, candle.close))
        return candle.close - 1

    builder = TradeProposalBuilder("BTCUSDT", 1.0, "LONG").scale_in(1, reference=below).bracket_exit(None, None)
    built = builder.set_entry_params(100.0, entry_ts=START_MS + MINUTES_15).build(SMALL)
    assert built.realize().trade["entry_price"] == 99.0 and set(seen) == {(START_MS, 100.0)}
    at_first = builder.set_entry_params(100.0, entry_ts=START_MS)
    with pytest.raises(ValueError, match="give decision_bar"):
        at_first.build(SMALL)
    given = at_first.build(SMALL, decision_bar=Candle(START_MS - HOUR_MS, 100, 100, 100, 99.5))
    assert given.realize().trade["entry_price"] == 98.5


def test_detail_candles_come_in_many_forms():
    builder = TradeProposalBuilder("BTCUSDT", 1.0).bracket_exit(0.1, 0.05).set_entry_params(100.0, entry_ts=START_MS)
    dated = SMALL.set_index(pd.to_datetime(SMALL["open_time"], unit="ms", utc=True)).drop(columns="open_time")
    expected = builder.build(SMALL).realize().trade
    assert expected["exit_type"] == "TP"
    for detail in (dated, {name: SMALL[name].to_numpy() for name in SMALL.columns}, SMALL.iloc[::-1], SMALL.drop(columns="volume")):
        assert builder.build(detail).realize().trade == expected
    assert builder.build(SMALL.iloc[:1], interval="15m").realize().trade["exit_type"] == "FINAL"
    with pytest.raises(ValueError, match="give interval="):
        builder.build(SMALL.iloc[:1])
    with pytest.raises(ValueError, match="no 'open_time'"):
        builder.build(SMALL.drop(columns="open_time"))
    with pytest.raises(BacktestError, match="invalid_candle"):
        builder.build(SMALL.assign(low=200.0))


def test_proposals_that_can_not_be():
    builder = TradeProposalBuilder("BTCUSDT", 1.0).bracket_exit(0.1, 0.05)
    with pytest.raises(BacktestError, match="no_data"):
        builder.set_entry_params(100.0, entry_ts=START_MS + HOUR_MS * 100).build(SMALL)
    with pytest.raises(BacktestError, match="bad_bracket"):
        builder.set_entry_params(100.0, 90.0, 110.0, START_MS).build(SMALL)


# Portfolio managers

SIGNALS = sorted(np.random.default_rng(SEED).choice(np.arange(20, 560), 60, replace=False).tolist())
ENTRY = {"legs": 2, "start_pct": 0.0, "step_pct": 0.004}
COSTS = {"fee_model": 0.0007, "slippage_model": "random", "fill_policy": {"builtin": "vwap_depth", "params": {"participation": 0.4}}}


def scheduled_run(symbols, **changes):
    """A run of BUYs at the bars of SIGNALS, in each symbol in turn."""
    bars = {symbol: hours(detail) for symbol, detail in symbols.items()}
    names = list(symbols)
    signals = [
        {"time": START_MS + bar * HOUR_MS, "symbol": names[k % len(names)], "signal": "BUY", "confidence": 0.25}
        for k, bar in enumerate(SIGNALS)
    ]
    return succeeded(
        {
            "interval": "1h",
            "strategy": {"builtin": "scheduled", "params": {"signals": signals}},
            "entry": ENTRY,
            "tp_ratio": 0.02,
            "sl_ratio": 0.015,
            "seed": 3,
            "ohlcv_data": {
                "main": {symbol: rows_of(frame) for symbol, frame in bars.items()},
                "detailed": {symbol: rows_of(detail) for symbol, detail in symbols.items()},
                **changes.pop("more_data", {}),
            },
            **COSTS,
            **changes,
        }
    )


def proposals_of(symbols):
    """The same decisions as proposals, each with the time of its decision."""
    bars = {symbol: hours(detail) for symbol, detail in symbols.items()}
    names = list(symbols)
    for k, bar in enumerate(SIGNALS):
        symbol = names[k % len(names)]
        builder = TradeProposalBuilder(symbol, 1.0, "LONG").scale_in(ENTRY["legs"], ENTRY["start_pct"], ENTRY["step_pct"])
        builder.bracket_exit(0.02, 0.015).set_entry_params(float(bars[symbol]["close"][bar]), None, None, START_MS + (bar + 1) * HOUR_MS)
        yield START_MS + (bar + 1) * HOUR_MS, builder.build(symbols[symbol], strategy_name="ScheduledSignalsStrategy", confidence=0.25)


def require_equal(results, run):
    assert results["trade_log"] == run["trade_log"]
    assert results["final_cash"] == run["final_cash"]
    assert results["rejections"] == run["rejections"]
    start = run["equity_curve"][0]["time"]
    assert [point for point in results["equity_curve"] if point["time"] >= start] == run["equity_curve"]


def test_a_spot_portfolio_does_what_a_run_does():
    symbols = {"BTCUSDT": DETAIL, "ETHUSDT": OTHER}
    settings = {"sizing_model": 0.45, "capacity_policy": 3, "instruments": {"BTCUSDT": {"tick_size": 0.01, "step_size": 0.001}}}
    run = scheduled_run(symbols, **settings)
    assert run["counts"]["trades"] > 10 and run["rejections"]
    portfolio = BasePortfolioManager(symbols, "1h", seed=3, **COSTS, **settings)
    admitted = [portfolio.try_execute(proposal, ts) for ts, proposal in proposals_of(symbols)]
    results = portfolio.get_results()
    require_equal(results, run)
    assert sum(admitted) == run["counts"]["admitted"] == results["counts"]["admitted"]
    assert portfolio.cash == portfolio.equity == run["final_cash"]


def test_a_portfolio_that_is_driven_step_by_step():
    """on_bar at every candle, as the loop of a run is described: nothing changes, and equity is that of the curve."""
    symbols = {"BTCUSDT": DETAIL, "ETHUSDT": OTHER}
    run = scheduled_run(symbols, sizing_model=0.3)
    portfolio = BasePortfolioManager(symbols, "1h", seed=3, sizing_model=0.3, **COSTS)
    waiting = list(proposals_of(symbols))
    equity = {point["time"]: point["equity"] for point in run["equity_curve"]}
    for ts in DETAIL["open_time"].tolist():
        while waiting and waiting[0][0] == ts:
            portfolio.try_execute(waiting.pop(0)[1], ts)
        portfolio.on_bar(ts)
        if ts + MINUTES_15 in equity and ts != DETAIL["open_time"].iloc[-1]:
            assert portfolio.equity == pytest.approx(equity[ts + MINUTES_15], rel=1e-12)
    require_equal(portfolio.get_results(), run)


@pytest.mark.parametrize("margin_mode", ["isolated", "cross"])
def test_a_perpetual_portfolio_does_what_a_run_does(margin_mode):
    symbols = {"BTCUSDT": DETAIL, "ETHUSDT": OTHER}
    times = [START_MS + k * 8 * HOUR_MS for k in range(1, 70)]
    rates = [(time, 0.0004 * (1 if k % 3 else -1)) for k, time in enumerate(times)]
    settings = {"leverage": 20, "margin_mode": margin_mode, "sizing_model": 2.5, "capacity_policy": 8, "mmr": 0.01}
    run = scheduled_run(symbols, market="PERP", more_data={"funding": {"BTCUSDT": rates}}, funding_rate=0.0001, **settings)
    portfolio = PerpPortfolioManager(symbols, "1h", seed=3, funding={"BTCUSDT": rates}, funding_rate=0.0001, **COSTS, **settings)
    margins = []
    for ts, proposal in proposals_of(symbols):
        portfolio.try_execute(proposal, ts)
        portfolio.on_bar(ts)
        used = sum(abs(portfolio.position(name).quantity) * portfolio.position(name).average_price for name in symbols) / 20
        assert portfolio.calculate_margin() == pytest.approx(used, rel=1e-12)
        margins.append(used)
    require_equal(portfolio.get_results(), run)
    assert max(margins) > 0 and any(row["funding"] for row in run["trade_log"])


def test_funding_by_hand():
    """One contract bought at 100 pays 0.001 of the open at 30 minutes, once, whoever asks first."""
    portfolio = PerpPortfolioManager(
        {"BTCUSDT": SMALL},
        "15m",
        leverage=2,
        sizing_model=FixedUnits(1),
        fee_model=0,
        funding={"BTCUSDT": [(START_MS + 2 * MINUTES_15, 0.001)]},
    )
    builder = TradeProposalBuilder("BTCUSDT", 1.0).bracket_exit(None, None).set_entry_params(100.0, entry_ts=START_MS)
    assert portfolio.try_execute(builder.build(SMALL))
    portfolio.on_bar(START_MS + MINUTES_15)
    assert (portfolio.cash, portfolio.equity, portfolio.calculate_margin()) == (10000.0, 9999.0, 50.0)
    portfolio.apply_funding(START_MS + 2 * MINUTES_15)
    assert portfolio.cash == 10000.0 - 0.099
    portfolio.on_bar(START_MS + 2 * MINUTES_15)
    assert (portfolio.cash, portfolio.equity) == (10000.0 - 0.099, 10000.0 - 0.099 - 2.0)
    assert portfolio.ledger.funding == pytest.approx(0.099, rel=1e-12)
    results = portfolio.get_results()
    assert results["final_cash"] == pytest.approx(10000 - 0.099 + 11.0, rel=1e-12)
    assert [row["exit_type"] for row in results["trade_log"]] == ["FINAL"]


def test_risk_is_asked_last_and_may_refuse():
    asked = []

    class Careful(BasePortfolioManager):
        def check_risk(self, proposal, meta):
            asked.append((proposal, meta))
            return meta.confidence > 0.5

    symbols = {"BTCUSDT": DETAIL}
    portfolio = Careful(symbols, "1h", sizing_model=0.01, capacity_policy=1000, explain=True)
    tried = []
    for k, (ts, _) in enumerate(proposals_of(symbols)):
        close = float(DETAIL["open"][DETAIL["open_time"].searchsorted(ts)])
        builder = TradeProposalBuilder("BTCUSDT").bracket_exit(0.5, 0.4).set_entry_params(close, entry_ts=ts)
        proposal = builder.build(DETAIL, confidence=0.4 + 0.2 * (k % 2), strategy_name="mine")
        tried.append((proposal, portfolio.try_execute(proposal, ts)))
    assert [admitted for _, admitted in tried] == [k % 2 == 1 for k in range(len(tried))]
    assert [proposal for proposal, _ in asked] == [proposal for proposal, _ in tried]
    gc.collect()
    assert {(meta.symbol, meta.strategy_name) for _, meta in asked} == {("BTCUSDT", "mine")}
    assert [meta.proposal_id for _, meta in asked] == list(range(len(tried)))
    assert asked[0][1].equity == asked[0][1].cash == 10000.0
    results = portfolio.get_results()
    assert results["rejections"] == {"risk": len(tried[::2])}
    assert {row["reason"] for row in results["rejected_proposals"]} == {"risk"}


def test_what_check_risk_raises_is_said():
    class Broken(BasePortfolioManager):
        def check_risk(self, proposal, meta):
            raise KeyError("no limits")

    portfolio = Broken({"BTCUSDT": SMALL}, "15m")
    proposal = TradeProposalBuilder("BTCUSDT").bracket_exit(None, None).set_entry_params(100.0, entry_ts=START_MS).build(SMALL)
    with pytest.raises(BacktestError, match="risk_failed: KeyError: 'no limits'"):
        portfolio.try_execute(proposal)


def test_time_goes_forward_only():
    portfolio = BasePortfolioManager({"BTCUSDT": SMALL}, "15m", sizing_model=FixedUnits(1))

    def proposal(bar):
        return (
            TradeProposalBuilder("BTCUSDT")
            .bracket_exit(None, None)
            .set_entry_params(100.0, entry_ts=START_MS + bar * MINUTES_15)
            .build(SMALL)
        )

    portfolio.on_bar(START_MS + MINUTES_15)
    with pytest.raises(ValueError, match="is over"):
        portfolio.on_bar(START_MS)
    with pytest.raises(ValueError, match="is over"):
        portfolio.try_execute(proposal(1))
    with pytest.raises(ValueError, match="no candle of BTCUSDT opens at .*; the next one opens at"):
        portfolio.try_execute(proposal(2), START_MS + 2 * MINUTES_15 + 1)
    with pytest.raises(ValueError, match="decided on at"):
        portfolio.try_execute(proposal(4), START_MS + 3 * MINUTES_15)
    late = TradeProposalBuilder("ETHUSDT").bracket_exit(None, None).set_entry_params(100.0, entry_ts=START_MS).build(SMALL)
    with pytest.raises(KeyError, match="no symbol 'ETHUSDT'"):
        portfolio.try_execute(late)
    assert portfolio.try_execute(proposal(2), START_MS + 3 * MINUTES_15)
    with pytest.raises(ValueError, match="is over"):
        portfolio.on_bar(START_MS + MINUTES_15)
    portfolio.finish()
    with pytest.raises(ValueError, match="finished"):
        portfolio.on_bar(START_MS + 9 * MINUTES_15)
    assert portfolio.get_results() == portfolio.get_results()
    assert [row["entry_price"] for row in portfolio.get_results()["trade_log"]] == [98.0]


def test_proposals_beyond_the_candles_and_closing():
    portfolio = BasePortfolioManager({"BTCUSDT": SMALL}, "15m", sizing_model=FixedUnits(1), fee_model=0)
    longer = pd.concat([SMALL, SMALL.tail(1).assign(open_time=START_MS + 6 * MINUTES_15)])
    builder = TradeProposalBuilder("BTCUSDT").bracket_exit(None, None)
    assert portfolio.try_execute(builder.set_entry_params(100.0, entry_ts=START_MS).build(SMALL))
    assert not portfolio.try_execute(builder.set_entry_params(100.0, entry_ts=START_MS + 6 * MINUTES_15).build(longer))
    portfolio.close_longs("BTC/USDT", START_MS + 3 * MINUTES_15)
    results = portfolio.get_results()
    assert [(row["exit_type"], row["exit_price"], row["pnl"]) for row in results["trade_log"]] == [("SIGNAL", 98.0, -2.0)]
    assert results["rejections"] == {"no_data": 1}
    assert results["final_cash"] == 9998.0
    assert [point["equity"] for point in results["equity_curve"]] == [10000.0, 9999.0, 9998.0, 9998.0, 9998.0, 9998.0]


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"initial_cash": -1}, "/initial_cash"),
        ({"fee_model": "statik"}, "/fee_model"),
        ({"instruments": {"ETHUSDT": {}}}, "/instruments/ETHUSDT"),
        ({"detail_interval": "7m"}, "/detail_interval"),
        ({"sizing_model": {"builtin": "fixed_units"}}, "/sizing_model/params/units"),
    ],
)
def test_settings_are_checked_as_a_configuration(settings, where):
    with pytest.raises(BacktestError) as raised:
        BasePortfolioManager({"BTCUSDT": SMALL}, "1h", **settings)
    assert raised.value.where == where and raised.value.exit_status == 2


def test_candles_are_checked():
    with pytest.raises(BacktestError, match="duplicate"):
        BasePortfolioManager({"BTCUSDT": pd.concat([SMALL, SMALL.tail(1)])}, "1h", detail_interval="15m")


def test_the_results_are_json():
    portfolio = BasePortfolioManager({"BTCUSDT": SMALL}, "15m")
    assert json.loads(json.dumps(portfolio.get_results()))["final_cash"] == 10000.0
