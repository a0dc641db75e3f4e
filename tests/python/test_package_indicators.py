"""`strategyOrchestrator.indicators`: the engine's indicators over whole columns, against TA-Lib and against what a strategy sees in a run."""

import inspect

import numpy as np
import pandas as pd
import pytest
from package_candles import candles, rows_of, succeeded, test_seed
from test_indicators_talib import CASES, random_columns

from strategyOrchestrator import _engine, indicators
from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy

FRAME = candles(400, test_seed())


@pytest.fixture(scope="module")
def columns():
    return random_columns()


@pytest.mark.parametrize("case", CASES, ids=[f"{case.name}{case.parameters}" for case in CASES])
def test_equals_talib(columns, case):
    ours = indicators.indicator(case.name, columns, *case.parameters)
    theirs = case.talib(columns)
    if case.fade == 0:
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs), "defined on other bars")
    both = ~np.isnan(theirs)
    both[: case.fade] = False
    assert both.sum() > 2000
    error = np.abs(ours - theirs)[both]
    assert np.all(error <= 1e-9 * np.abs(theirs[both]) + case.of_price * columns["close"][both])


@pytest.mark.parametrize("name", _engine.indicator_parameters())
def test_every_indicator_has_a_function_with_the_engines_parameters(name):
    function = getattr(indicators, name)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    named = {parameter.name: None if parameter.default is parameter.empty else parameter.default for parameter in parameters}
    assert named == _engine.indicator_parameters()[name]
    assert function.__doc__
    given = [5 if default is None else default for default in named.values()]
    values = function(FRAME, *given)
    pd.testing.assert_series_equal(values, indicators.indicator(name, FRAME, *given))
    assert values.notna().sum() > 300


def test_a_strategy_sees_the_same_bits():
    wanted = [
        (name, *[7 if value is None else value for value in defaults.values()]) for name, defaults in _engine.indicator_parameters().items()
    ]
    seen = []

    class Notes(BaseStrategy):
        def get_required_lookback(self, interval=None):
            return len(FRAME)

        def required_indicators(self, interval=None):
            return wanted

        def decide(self, df, interval, **kwargs):
            seen.append(df.copy())

    succeeded({"interval": "1h", "strategy": Notes(), "ohlcv_data": {"main": {"BTCUSDT": rows_of(FRAME)}}, "parallel_symbols": 1})
    assert len(seen) == 1
    for name, *parameters in wanted:
        ours = indicators.indicator(name, FRAME, *parameters)
        np.testing.assert_array_equal(ours.to_numpy(), seen[0][ours.name].to_numpy())


def test_gives_the_kind_that_it_gets():
    array = FRAME["close"].to_numpy()
    expected = indicators.ema(array, 9)
    assert isinstance(expected, np.ndarray) and expected.dtype == np.float64
    dated = FRAME.set_index(pd.to_datetime(FRAME["open_time"], unit="ms"))
    for data in (FRAME, FRAME["close"], dated, dated["close"]):
        series = indicators.ema(data, 9)
        assert isinstance(series, pd.Series) and series.name == "ema_9"
        assert series.index.equals(data.index)
        np.testing.assert_array_equal(series.to_numpy(), expected)
    for data in ({"close": array}, array.tolist(), array[::-1].copy()[::-1], {"close": FRAME["close"]}):
        np.testing.assert_array_equal(indicators.ema(data, 9), expected)


def test_single_columns_stand_for_the_one_that_is_read():
    high, volume = FRAME["high"].to_numpy(), FRAME["volume"].to_numpy()
    np.testing.assert_array_equal(indicators.highest(high, 5), indicators.highest(FRAME, 5).to_numpy())
    np.testing.assert_array_equal(indicators.volume_sma(volume, 5), indicators.volume_sma(FRAME, 5).to_numpy())
    with pytest.raises(TypeError, match="atr reads high, low, close"):
        indicators.atr(high, 5)
    with pytest.raises(ValueError, match="no column 'low'"):
        indicators.atr(FRAME.drop(columns="low"), 5)
    with pytest.raises(TypeError, match="one dimension"):
        indicators.ema(np.ones((3, 3)), 2)


def test_bollinger_gives_three_bands():
    bands = indicators.bollinger(FRAME, 10, 1.5)
    window = FRAME["close"].rolling(10)
    np.testing.assert_allclose(bands.middle, window.mean(), rtol=1e-9)
    np.testing.assert_allclose(bands.upper - bands.middle, 1.5 * window.std(ddof=0), rtol=1e-6)
    np.testing.assert_allclose(bands.middle - bands.lower, 1.5 * window.std(ddof=0), rtol=1e-6)


def test_undefined_values_are_nan():
    assert np.isnan(indicators.sma(np.arange(1.0, 6.0), 3)).tolist() == [True, True, False, False, False]
    assert indicators.sma(np.arange(1.0, 6.0), 3)[2:].tolist() == [2.0, 3.0, 4.0]
    assert np.isnan(indicators.sma(np.ones(2), 3)).all()
    assert len(indicators.sma(np.empty(0), 3)) == 0


def test_what_there_is_not_is_refused():
    with pytest.raises(ValueError, match="no indicator 'emma'; did you mean 'ema'"):
        indicators.indicator("emma", FRAME, 3)
    with pytest.raises(TypeError, match="needs its parameter 'period'"):
        indicators.indicator("ema", FRAME)
    with pytest.raises(ValueError, match="period is 0"):
        indicators.ema(FRAME, 0)
    with pytest.raises(ValueError, match="takes 1 parameters, not 2"):
        indicators.indicator("ema", FRAME, 3, 4)
    with pytest.raises(ValueError, match="fast must be smaller"):
        indicators.macd(FRAME, 9, 9)
