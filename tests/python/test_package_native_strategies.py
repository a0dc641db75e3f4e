"""The engine's strategies as Python classes: the same decisions as in a run, whoever asks."""

import copy
import inspect
import json
import pickle

import numpy as np
import pytest
from package_candles import HOUR_MS, START_MS, candles, rows_of, succeeded, test_seed, without_names
from package_strategies import AboveMean, LeggedMean, Quick, ReadsColumns

from strategyOrchestrator import _engine, indicators
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies import PeakEmaReversalStrategy as peak_module
from strategyOrchestrator.entities.strategies.concreteStrategies._catalogue import BUILTINS
from strategyOrchestrator.entities.strategies.concreteStrategies.EmaCrossStrategy import EMACrossStrategy, EmaCrossStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.EnsembleStrategy import EnsembleStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.MomentumStrategy import MomentumStrategy
from strategyOrchestrator.entities.strategies.concreteStrategies.RsiReversionStrategy import RSIReversionStrategy
from strategyOrchestrator.entities.strategies.NativeStrategy import NativeStrategy
from strategyOrchestrator.StrategyOrchestrator import run_backtest

SEED = test_seed()
FRAME = candles(700, SEED)
#: Parameters with which each built-in has something to say on these candles.
PARAMETERS = {
    "peak_ema_reversal": {
        "recent": 5,
        "total": 20,
        "peak_factor": 1.0,
        "peak_ema": 5,
        "entry_ema": 4,
        "entry_ema_one_rising": 9,
        "buffer": 0.3,
    },
    "momentum": {"window": 5, "threshold": 0.02},
    "ema_cross": {"fast": 4, "slow": 11},
    "rsi_reversion": {"period": 7, "oversold": 35, "overbought": 65},
    "bollinger_breakout": {"period": 10, "width": 1.5},
    "donchian_breakout": {"entry": 12, "exit": 6},
    "buy_and_hold": {},
    "scheduled": {
        "signals": [{"time": START_MS + bar * HOUR_MS, "signal": "BUY", "tp_price": None, "confidence": 0.5} for bar in (50, 90)]
    },
    "ensemble": {
        "strategies": [
            {"builtin": "ema_cross", "params": {"fast": 9, "slow": 21}},
            {"builtin": "momentum", "params": {"window": 3, "threshold": 0.01}},
            {"builtin": "donchian_breakout", "params": {"entry": 20, "exit": 10}},
        ],
        "method": "any",
        "threshold": 0.5,
    },
}
PACKAGE = "strategyOrchestrator.entities.strategies.concreteStrategies"


def config(strategy, **changes):
    """One symbol, PERP, so that a SELL is a trade as well."""
    base = {"interval": "1h", "market": "PERP", "strategy": strategy, "sizing_model": 0.05, "parallel_symbols": 1}
    return {**base, "capacity_policy": 1000, "ohlcv_data": {"main": {"BTCUSDT": rows_of(FRAME)}}, **changes}


def native(token):
    return {"builtin": token, "params": PARAMETERS[token]}


def delegating(cls):
    """A class of the user's that hands each question on, and notes the answers by the bar's time."""

    class Delegating(cls):
        answers = []

        def decide(self, df, interval, **kwargs):
            answer = super().decide(df, interval, **kwargs)
            Delegating.answers.append((int(df["open_time"].iloc[-1]), answer))
            return answer

    return Delegating


@pytest.fixture
def python_is_not_asked(monkeypatch):
    """Fails a run in which the engine asks the Python class around a native strategy."""

    def asked(self, *args, **kwargs):
        raise AssertionError("the engine asked Python")

    monkeypatch.setattr(NativeStrategy, "decide", asked)


@pytest.mark.parametrize("token", PARAMETERS)
def test_a_subclass_that_only_delegates_runs_to_the_same_bytes(token):
    expected = succeeded(config(native(token)))
    assert expected["counts"]["proposals"] > 0
    Delegating = delegating(BUILTINS[token])
    result = succeeded(
        config({"class": Delegating, "params": PARAMETERS[token]} if token != "ensemble" else Delegating(**PARAMETERS[token]))
    )
    assert result["strategy"] == "Delegating"
    assert without_names(result) == without_names(expected)
    assert sum(answer["signal"] != "NO" for _, answer in Delegating.answers) >= expected["counts"]["proposals"]


@pytest.mark.parametrize("token", PARAMETERS)
def test_decides_on_a_frame_as_in_a_run(token):
    """Bar by bar over frames that end there and have candles only: the indicators are computed over the frame."""
    Delegating = delegating(BUILTINS[token])
    succeeded(config(Delegating(**PARAMETERS[token])))
    strategy = BUILTINS[token](**PARAMETERS[token])
    bar_of = {int(time): bar for bar, time in enumerate(FRAME["open_time"])}
    signals = 0
    for time, answer in Delegating.answers:
        assert strategy.decide(FRAME.iloc[: bar_of[time] + 1], "1h", symbol="BTCUSDT") == answer
        signals += answer["signal"] != "NO"
    assert signals > 0
    assert len(Delegating.answers) == len(FRAME) + 1 - strategy.get_required_lookback("1h")


def test_uses_the_frames_indicator_columns():
    strategy = EMACrossStrategy(fast=4, slow=11)
    assert strategy.required_indicators("1h") == [("ema", 4.0), ("ema", 11.0)]
    frame = FRAME.assign(ema_4=indicators.ema(FRAME, 4), ema_11=indicators.ema(FRAME, 11))
    windows = [frame.iloc[bar - 10 : bar + 1] for bar in range(10, len(frame))]
    from_columns = [strategy.decide(window, "1h")["signal"] for window in windows]
    fast, slow = frame["ema_4"].to_numpy(), frame["ema_11"].to_numpy()
    up = (fast[9:-1] <= slow[9:-1]) & (fast[10:] > slow[10:])
    down = (fast[9:-1] >= slow[9:-1]) & (fast[10:] < slow[10:])
    assert from_columns == np.where(up, "BUY", np.where(down, "SELL", "NO")).tolist()
    assert {"BUY", "SELL"} <= set(from_columns)
    turned = windows[0].assign(ema_4=[1.0] * 10 + [3.0], ema_11=[2.0] * 11)
    assert strategy.decide(turned, "1h")["signal"] == "BUY"


def test_reads_mappings_and_frames_without_times():
    strategy = MomentumStrategy(window=5, threshold=0.02)
    plain = FRAME.drop(columns=["open_time", "volume"])
    arrays = {name: plain[name].to_numpy() for name in plain.columns}
    for bar in range(100, 160):
        expected = strategy.decide(FRAME.iloc[: bar + 1], "1h")
        assert strategy.decide(plain.iloc[: bar + 1], "1h") == expected
        assert strategy.decide({name: values[: bar + 1] for name, values in arrays.items()}, "1h") == expected


def test_too_few_bars_are_not_decided_on():
    strategy = MomentumStrategy(window=5)
    assert strategy.get_required_lookback("1h") == 7
    assert strategy.decide(FRAME.iloc[:6], "1h")["signal"] == "NO"
    assert strategy.decide(FRAME.iloc[:0], "1h")["signal"] == "NO"


def test_a_missing_column_and_an_unknown_interval_are_said():
    with pytest.raises(ValueError, match="no column 'high'"):
        MomentumStrategy().decide(FRAME.drop(columns="high"), "1h")
    with pytest.raises(ValueError, match="no interval '7h'"):
        MomentumStrategy().decide(FRAME, "7h")


@pytest.mark.parametrize("token", PARAMETERS)
def test_an_object_given_to_a_run_is_the_engines_own(token, python_is_not_asked):
    expected = succeeded(config(native(token)))
    result = succeeded(config(BUILTINS[token](**PARAMETERS[token])))
    assert {**result, "timings": 0} == {**expected, "timings": 0}
    assert result["config_hash"] == expected["config_hash"]


@pytest.mark.parametrize("token", PARAMETERS)
def test_a_module_and_class_of_a_configuration_is_the_engines_own(token, python_is_not_asked):
    cls = BUILTINS[token]
    spec = {"module": cls.__module__, "class": cls.__name__, "params": PARAMETERS[token]}
    result, expected = succeeded(config(spec)), succeeded(config(native(token)))
    assert without_names(result) == without_names(expected)
    assert result["strategy"] == expected["strategy"] == cls.__name__


def test_a_class_given_to_a_run_is_the_engines_own(python_is_not_asked):
    expected = succeeded(config("momentum"))
    for given in (MomentumStrategy, {"class": MomentumStrategy, "params": {"window": 20}}):
        result = succeeded(config(given))
        assert (without_names(result), result["strategy"]) == (without_names(expected), "MomentumStrategy")


def test_works_in_threads(python_is_not_asked):
    spec = {"module": f"{PACKAGE}.EmaCrossStrategy", "class": "EMACrossStrategy", "params": {"fast": 4, "slow": 11}}
    data = {"main": {f"C{k}USDT": rows_of(candles(600, SEED + k)) for k in range(5)}}
    results = [succeeded(config(spec, ohlcv_data=data, parallel_symbols=workers)) for workers in (1, 4)]
    assert without_names(results[0]) == without_names(results[1])
    assert results[1]["timings"]["workers"] == 4
    assert without_names(results[0]) == without_names(succeeded(config(native("ema_cross"), ohlcv_data=data)))


def test_a_subclass_that_overrides_nothing_is_the_engines_own_under_its_name(python_is_not_asked):
    expected = succeeded(config({"builtin": "ema_cross", "params": {"fast": 3, "slow": 8}}))
    for given in (Quick, Quick(), {"module": "package_strategies", "class": "Quick"}):
        result = succeeded(config(given))
        assert without_names(result) == without_names(expected)
        assert result["strategy"] == "Quick" and {row["strategy_name"] for row in result["trade_log"]} == {"Quick"}


def test_one_overridden_method_is_python():
    class Later(MomentumStrategy):
        def get_required_lookback(self, interval=None):
            return 300

    result = succeeded(config(Later(window=5, threshold=0.02)))
    expected = succeeded(config(native("momentum")))
    first_entry = START_MS + 300 * HOUR_MS  # the decision on the 300th bar fills at the open of the next
    assert result["trade_log"] and min(row["entry_time"] for row in result["trade_log"]) >= first_entry
    assert min(row["entry_time"] for row in expected["trade_log"]) < first_entry


@pytest.mark.parametrize("token", [token for token in BUILTINS if token not in ("ensemble", "scheduled")])
def test_signatures_have_the_engines_defaults(token):
    signature = inspect.signature(BUILTINS[token].__init__)
    named = {name: p.default for name, p in signature.parameters.items() if name not in ("self", "others")}
    assert named == _engine.native_params("strategy", token, {})
    assert BUILTINS[token]().get_params() == named


def test_wrong_parameters_are_refused_with_the_engines_words():
    with pytest.raises(TypeError, match="momentum has no parameter 'windw'; did you mean 'window'"):
        MomentumStrategy(windw=3)
    with pytest.raises(TypeError, match="'window' must be an integer"):
        MomentumStrategy(window="long")
    with pytest.raises(ValueError, match="'window' is 0, but must be >= 1"):
        MomentumStrategy(window=0)
    with pytest.raises(ValueError, match="fast"):
        EMACrossStrategy(fast=9, slow=9)
    with pytest.raises(TypeError, match="'signals' is needed"):
        BUILTINS["scheduled"]()


def test_parameters_can_be_changed():
    strategy = MomentumStrategy(window=5)
    assert strategy.set_params(threshold=0.5) is strategy
    assert strategy.get_params() == {"window": 5, "threshold": 0.5}
    assert strategy.get_required_lookback() == 7
    with pytest.raises(ValueError, match="must be"):
        strategy.set_params(window=-1)
    assert strategy.get_params() == {"window": 5, "threshold": 0.5}
    assert strategy.set_params(window=30).get_required_lookback() == 32
    assert strategy.get_indicator_periods() == {"momentum": [30.0]}


def test_peak_ema_reversal_has_settings_by_interval():
    strategy = peak_module.PeakEmaReversalStrategy()
    assert peak_module.PeakEmaReversalStrategy is peak_module.PeakEMAReversalStrategy
    assert (strategy.get_required_lookback("1h"), strategy.get_required_lookback("1w")) == (200, 52)
    assert strategy.get_params()["recent"] is None
    assert EmaCrossStrategy is EMACrossStrategy


def test_buy_and_hold_buys_once_until_reset():
    strategy = BUILTINS["buy_and_hold"]()
    buy = {"signal": "BUY", "tp_price": None, "sl_price": None, "confidence": 1.0}
    assert strategy.decide(FRAME.iloc[:40], "1h") == buy == strategy.decide(FRAME.iloc[30:40], "1h")
    assert strategy.decide(FRAME.iloc[:41], "1h")["signal"] == "NO"
    strategy.reset()
    assert strategy.decide(FRAME.iloc[:41], "1h") == buy


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda strategy: pickle.loads(pickle.dumps(strategy))])
def test_can_be_copied(copied):
    ensemble = EnsembleStrategy(["ema_cross", AboveMean(5)], method="any")
    for strategy in (MomentumStrategy(window=5), ensemble):
        other = copied(strategy)
        assert type(other) is type(strategy) and repr(other).count("AboveMean") == repr(strategy).count("AboveMean")
        assert other.decide(FRAME, "1h") == strategy.decide(FRAME, "1h")
    assert copied(ensemble).params["strategies"][1] is not ensemble.params["strategies"][1]


# Ensembles

MEMBERS = [AboveMean(10), EMACrossStrategy(fast=4, slow=11), MomentumStrategy(window=5), RSIReversionStrategy(period=7)]
WEIGHTS = [1.0, 2.0, 0.5, 1.5]


def expected_vote(votes, weights, method, threshold):
    """The outcome by the table of docs/strategies.md."""
    buy = [vote["signal"] == "BUY" for vote in votes]
    sell = [vote["signal"] == "SELL" for vote in votes]
    if method == "weighted":
        balance = sum(w for w, b in zip(weights, buy, strict=True) if b) - sum(w for w, s in zip(weights, sell, strict=True) if s)
        return "BUY" if balance >= threshold * sum(weights) else "SELL" if balance <= -threshold * sum(weights) else "NO"
    if method == "any":
        return next((vote["signal"] for vote in votes if vote["signal"] != "NO"), "NO")
    enough = len(votes) if method == "unanimous" else len(votes) // 2 + 1
    return "BUY" if sum(buy) >= enough else "SELL" if sum(sell) >= enough else "NO"


@pytest.mark.parametrize("method", ["weighted", "majority", "any", "unanimous"])
def test_an_ensemble_votes_as_documented(method):
    members = [AboveMean(10), AboveMean(11), AboveMean(12)] if method == "unanimous" else MEMBERS
    weights = WEIGHTS[: len(members)]
    ensemble = EnsembleStrategy(members, weights=weights, method=method, threshold=0.4)
    lookback = max(member.get_required_lookback("1h") for member in members)
    assert ensemble.get_required_lookback("1h") == lookback
    signals = set()
    for bar in range(lookback - 1, len(FRAME)):
        frame = FRAME.iloc[: bar + 1]
        votes = [member.decide(frame, "1h") for member in members]
        decision = ensemble.decide(frame, "1h", tp_ratio=0.1, sl_ratio=0.1)
        assert decision["signal"] == expected_vote(votes, weights, method, 0.4)
        signals.add(decision["signal"])
        if decision["signal"] == "NO":
            continue
        agreeing = [(w, vote) for w, vote in zip(weights, votes, strict=True) if vote["signal"] == decision["signal"]]
        mean = sum(w * vote["confidence"] for w, vote in agreeing) / sum(w for w, _ in agreeing)
        assert decision["confidence"] == pytest.approx(mean, rel=1e-12)
        assert [vote["signal"] for vote in decision["meta"]["votes"]] == [vote["signal"] for vote in votes]
    assert signals == {"BUY", "SELL", "NO"}


def test_a_native_ensemble_with_python_members():
    """By name in a configuration, as objects in it, and as an ensemble object: one result, and the one that its members' votes give."""
    python = {"module": "package_strategies", "class": "AboveMean", "params": {"bars": 10}}
    native_member = {"builtin": "ema_cross", "params": {"fast": 4, "slow": 11}}

    def ensemble(*strategies):
        return {"builtin": "ensemble", "params": {"strategies": list(strategies), "method": "any"}}

    by_name = succeeded(config(ensemble(python, native_member)))
    with_object = succeeded(config(ensemble(AboveMean(10), EMACrossStrategy(fast=4, slow=11))))
    as_object = succeeded(config(EnsembleStrategy([AboveMean(10), native_member], method="any")))
    by_module = succeeded(
        config(
            {
                "module": f"{PACKAGE}.EnsembleStrategy",
                "class": "EnsembleStrategy",
                "params": {"strategies": [python, native_member], "method": "any"},
            }
        )
    )
    assert by_name["strategy"] == "EnsembleStrategy" and by_name["trade_log"]
    assert without_names(by_name) == without_names(with_object) == without_names(as_object) == without_names(by_module)
    assert {vote["strategy"] for row in by_name["trade_log"] for vote in row["meta"]["votes"]} == {"AboveMean", "EMACrossStrategy"}

    members = [AboveMean(10), EMACrossStrategy(fast=4, slow=11)]
    buys = []
    for bar in range(10, len(FRAME) - 1):
        votes = [member.decide(FRAME.iloc[: bar + 1], "1h") for member in members]
        if expected_vote(votes, [1, 1], "any", 0.5) != "NO":
            buys.append(START_MS + (bar + 1) * HOUR_MS)
    assert sorted(row["entry_time"] for row in by_name["trade_log"]) == buys


def test_members_plans_come_through_a_delegating_subclass():
    members = [LeggedMean(10), "donchian_breakout"]
    expected = succeeded(config(EnsembleStrategy(members, method="any")))
    result = succeeded(config(delegating(EnsembleStrategy)(members, method="any")))
    assert without_names(result) == without_names(expected)
    assert any(row["exit_type"] == "TIME" for row in result["trade_log"])  # of the member's plan


def test_an_ensemble_asks_the_very_objects_it_was_given():
    member = AboveMean(5)
    ensemble = EnsembleStrategy().add_strategy(member)
    ensemble.decide(FRAME, "1h")
    ensemble.decide(FRAME.iloc[:-1], "1h")
    assert member.asked == 2
    succeeded(config(ensemble))
    assert member.asked == 2  # a run has copies, one a job


def test_other_frames_are_seen_as_they_are():
    """Members keep windows between calls: frames of other candles must not be taken for those of the call before."""
    ensemble = EnsembleStrategy([ReadsColumns(), AboveMean(4)], method="any")
    frames = [candles(60, SEED + 100 + k) for k in range(40)]
    for frame in frames + frames[::-1]:
        alone = [ReadsColumns().decide(frame.assign(sma_7=indicators.sma(frame, 7)), "1h"), AboveMean(4).decide(frame, "1h")]
        assert ensemble.decide(frame.copy(), "1h")["signal"] == expected_vote(alone, [1, 1], "any", 0.5)


def test_members_are_added_with_weights():
    ensemble = EnsembleStrategy(threshold=0.6)
    with pytest.raises(ValueError, match="at least one strategy"):
        ensemble.decide(FRAME, "1h")
    ensemble.add_strategy("ema_cross").add_strategy(MomentumStrategy, weight=3).add_strategy(
        {"builtin": "momentum", "params": {"window": 2}}
    )
    params = ensemble.get_params()
    assert [type(member).__name__ for member in params["strategies"]] == ["EMACrossStrategy", "MomentumStrategy", "MomentumStrategy"]
    assert (params["weights"], params["method"], params["threshold"]) == ([1.0, 3, 1.0], "weighted", 0.6)
    equal = EnsembleStrategy(["ema_cross", "momentum", {"builtin": "momentum", "params": {"window": 2}}], weights=[1, 3, 1], threshold=0.6)
    assert without_names(succeeded(config(ensemble))) == without_names(succeeded(config(equal)))


def test_what_an_ensemble_can_not_be_is_refused():
    with pytest.raises(ValueError, match="no built-in strategy 'ema_cros'; did you mean 'ema_cross'"):
        EnsembleStrategy(["ema_cros"])
    with pytest.raises(TypeError, match="no strategy"):
        EnsembleStrategy([print])
    with pytest.raises(TypeError, match="object is no BaseStrategy"):
        EnsembleStrategy([object()])
    with pytest.raises(ValueError, match="2 weights for 1 strategies"):
        EnsembleStrategy(["ema_cross"], weights=[1, 2])
    with pytest.raises(ValueError, match="no method 'mojority'; did you mean 'majority'"):
        EnsembleStrategy(["ema_cross"], method="mojority")
    with pytest.raises(TypeError, match="no parameter 'treshold'"):
        EnsembleStrategy(["ema_cross"], treshold=0.5)
    ensemble = EnsembleStrategy(["ema_cross"])
    with pytest.raises(ValueError, match="a weight is -1"):
        ensemble.add_strategy("momentum", weight=-1)
    assert len(ensemble.get_params()["strategies"]) == 1


def test_an_ensemble_without_members_fails_a_run():
    document = run_backtest(config(EnsembleStrategy()))
    assert (document["status"], document["error"]["where"]) == ("failed", "/strategy/params/strategies")


def test_every_builtin_has_a_class():
    schema = json.loads(_engine.schema())
    forms = schema["properties"]["strategy"]["anyOf"]
    tokens = next(form["enum"] for form in forms if form.get("x-code") == "unknown_component")
    assert set(BUILTINS) | {cls.__name__ for cls in BUILTINS.values()} == set(tokens)
    for token, cls in BUILTINS.items():
        assert issubclass(cls, BaseStrategy) and cls.builtin == token
