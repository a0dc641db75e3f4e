"""Small cases worked out by hand, for the rules of sections 2 to 10 of docs/semantics.md, and invariants of the model's own output.

All cases use decision bars of 1h that are also the detail candles, starting at H(0). A signal on bar n is tried at bar n + 1.
"""

import copy
import math
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import model  # noqa: E402
import model_chance as chance  # noqa: E402
import model_metrics  # noqa: E402
import scenarios  # noqa: E402

HOUR = 3_600_000
START = 1_704_067_200_000


def H(n):
    return START + n * HOUR


def bar(opening, high, low, closing, volume=1000):
    return [opening, high, low, closing, volume]


FLAT = bar(100, 101, 99, 100)


def case(bars, signals=None, symbol="AAA", **changes):
    """A configuration: no costs, one unit, no exits but those of the signals."""
    signals = signals if signals is not None else [buy(0)]
    config = {
        "interval": "1h",
        "detail_interval": "1h",
        "market": "SPOT",
        "tp_ratio": None,
        "sl_ratio": None,
        "fee_model": 0,
        "sizing_model": {"builtin": "fixed_units", "params": {"units": 1}},
        "strategy": {"builtin": "scheduled", "params": {"signals": signals}},
        "ohlcv_data": {"main": {symbol: [[H(n)] + b for n, b in enumerate(bars) if b]}},
    }
    config.update(changes)
    return config


def buy(n, **more):
    return {"time": H(n), "signal": "BUY", **more}


def sell(n, **more):
    return {"time": H(n), "signal": "SELL", **more}


def run(*args, **changes):
    return model.run(case(*args, **changes))


def only(result):
    assert len(result["trade_log"]) == 1, result
    return result["trade_log"][0]


def outcome(result):
    row = only(result)
    return row["exit_type"], row["exit_price"], row["exit_time"]


PERP = {"market": "PERP", "funding_rate": 0.0}


# ------------------------------------------------------------------ sections 1 and 2


def test_2_first_bars_below_the_lookback_are_not_decided_on():
    config = case([FLAT] * 4, [buy(0), buy(1)])
    config["strategy"]["params"]["lookback"] = 2  # bar 0 has one bar only
    assert only(model.run(config))["entry_time"] == H(2)


def test_2a_start_is_inclusive_and_end_exclusive_for_decision_times():
    signals = [buy(n) for n in range(5)]  # decided at H(1) .. H(5)
    result = run([FLAT] * 6, signals, start_date=H(2), end_date=H(4))
    assert [row["entry_time"] for row in result["trade_log"]] == [H(2), H(3)]
    assert [p["time"] for p in result["equity_curve"]] == [H(3), H(4)]  # ts H(2), H(3)


def test_2b_num_iterations_keeps_the_newest_bars_and_starts_the_timeline_there():
    result = run([FLAT] * 6, [buy(n) for n in range(6)], num_iterations=3)  # bars 3, 4, 5: T = H(4), H(5), H(6)
    assert [row["entry_time"] for row in result["trade_log"]] == [H(4), H(5)]
    assert result["rejections"] == {"no_data": 1}
    assert len(result["equity_curve"]) == 2


def test_2d_no_decision_bar_is_a_data_error():
    assert run([FLAT] * 3, start_date=H(50))["status"] == "failed"


# ------------------------------------------------------------------ section 3


def test_3_prices_by_the_ratios():
    # entry = close 100: tp = 110, sl = 95. Bar 2 reaches 110 only.
    result = run([FLAT, FLAT, bar(100, 112, 99, 111), FLAT], tp_ratio=0.1, sl_ratio=0.05)
    assert outcome(result) == ("TP", pytest.approx(110), H(2))
    assert only(result)["pnl"] == pytest.approx(10)


def test_3_short_ratios_turn_the_signs():
    # SHORT: tp = 90, sl = 105. Bar 2 reaches 105.
    result = run([FLAT, FLAT, bar(100, 106, 99, 100)], [sell(0)], tp_ratio=0.1, sl_ratio=0.05, **PERP)
    assert outcome(result) == ("SL", pytest.approx(105), H(2))
    assert only(result)["pnl"] == pytest.approx(-5)


def test_3c_short_with_long_prices_is_mirrored():
    # tp 110, sl 95 become 90 and 105 about 100.
    result = run([FLAT, FLAT, bar(100, 101, 89, 95)], [sell(0, tp_price=110, sl_price=95)], **PERP)
    assert outcome(result) == ("TP", 90, H(2))
    assert result["warnings"]["bracket_mirrored"] == 1


@pytest.mark.parametrize(
    "prices", [{"tp_price": 100}, {"tp_price": 90}, {"sl_price": 100}, {"sl_price": 101}, {"tp_price": 90, "sl_price": 110}]
)
def test_3c_long_bracket_on_the_wrong_side(prices):
    assert run([FLAT] * 3, [buy(0, **prices)])["rejections"] == {"bad_bracket": 1}


def test_3c_mirrored_price_below_zero():
    # tp 250 about 100 would be -50.
    assert run([FLAT] * 3, [sell(0, tp_price=250, sl_price=95)], **PERP)["rejections"] == {"bad_bracket": 1}


def test_3j_null_price_wins_over_the_ratio():
    result = run([FLAT, FLAT, bar(100, 150, 50, 100)], [buy(0, tp_price=None, sl_price=None)], tp_ratio=0.1, sl_ratio=0.05)
    assert only(result)["exit_type"] == "FINAL"


def test_3_sell_closes_on_spot_and_may_be_ignored():
    bars = [FLAT, FLAT, FLAT, bar(103, 104, 102, 103), FLAT]
    result = run(bars, [buy(0), sell(2)])
    assert outcome(result) == ("SIGNAL", 103, H(3))
    assert result["counts"]["proposals"] == 1
    assert only(run(bars, [buy(0), sell(2)], sell_signal="ignore"))["exit_type"] == "FINAL"


def test_3i_joined_job_needs_the_bar_of_every_symbol():
    config = case([FLAT] * 4, [buy(1), buy(2)])
    config["ohlcv_data"]["main"]["BBB"] = [[H(n)] + FLAT for n in (0, 2, 3)]  # bar 1 is missing
    config["strategy"]["params"]["joined"] = True
    result = model.run(config)
    assert [(r["symbol"], r["entry_time"], r["proposal_id"]) for r in result["trade_log"]] == [("AAA", H(3), 0), ("BBB", H(3), 1)]


# ------------------------------------------------------------------ section 4


def test_4_market_leg_fills_at_the_first_open():
    row = only(run([FLAT, bar(102, 103, 101, 102), bar(104, 105, 103, 104)]))
    assert (row["entry_time"], row["entry_price"], row["exit_price"], row["pnl"]) == (H(1), 102, 104, 2)


def test_4_limit_leg_fills_inside_at_its_price_or_at_a_better_open():
    # reference close 100, 5 % below: limit 95.
    entry = {"reference": "close", "start_pct": 0.05}
    assert only(run([FLAT, FLAT, bar(100, 101, 94, 99)], entry=entry))["entry_price"] == 95
    assert only(run([FLAT, FLAT, bar(93, 96, 92, 94)], entry=entry))["entry_price"] == 93


def test_4_short_limit_leg_is_the_mirror_image():
    entry = {"reference": "close", "start_pct": 0.05}  # limit 105
    assert only(run([FLAT, FLAT, bar(100, 106, 99, 100)], [sell(0)], entry=entry, **PERP))["entry_price"] == 105
    assert only(run([FLAT, FLAT, bar(107, 108, 106, 107)], [sell(0)], entry=entry, **PERP))["entry_price"] == 107


def test_4_legs_share_the_size_and_average_their_prices():
    # legs at 100 (market), 98, 96: 1/3 each; the candle's low 95 reaches both limits.
    entry = {"legs": 3, "step_pct": 0.02}
    row = only(run([FLAT, bar(100, 101, 95, 99)], entry=entry))
    assert row["size"] == pytest.approx(1)
    assert row["entry_price"] == pytest.approx(98)


def test_4d_leg_beyond_the_stop_is_dropped_and_the_others_keep_their_size():
    # legs 98 and 96, sl 97: the second is dropped.
    result = run(
        [FLAT, bar(100, 101, 98, 100)], [buy(0, sl_price=97)], entry={"reference": "close", "legs": 2, "start_pct": 0.02, "step_pct": 0.02}
    )
    assert only(result)["size"] == 0.5
    assert result["warnings"]["leg_dropped"] == 1


def test_4d_no_leg_left_is_a_bad_bracket():
    result = run([FLAT] * 3, [buy(0, sl_price=97)], entry={"reference": "close", "start_pct": 0.05})
    assert result["rejections"] == {"bad_bracket": 1}


def test_4_no_data_after_the_decision():
    assert run([FLAT] * 3, [buy(2)])["rejections"] == {"no_data": 1}


def test_4c_tick_size_rounds_limits_and_brackets():
    # limit 100 * 0.9771 = 97.71 -> 97.5; sl 93.9 -> 94.
    entry = {"reference": "close", "start_pct": 0.0229}
    result = run([FLAT, bar(100, 101, 94, 95), FLAT], [buy(0, sl_price=93.9)], entry=entry, instruments={"AAA": {"tick_size": 0.5}})
    assert only(result)["entry_price"] == 97.5
    assert outcome(result)[:2] == ("SL", 94)


def test_4e_expire_bars_counts_the_candles_in_which_the_leg_is_live():
    entry = {"reference": "close", "start_pct": 0.05, "expire_bars": 2}  # live in bars 1 and 3: bar 2 is missing
    low = bar(100, 101, 94, 100)
    assert only(run([FLAT, FLAT, None, low, FLAT], entry=entry))["entry_time"] == H(3)
    assert run([FLAT, FLAT, FLAT, low, FLAT], entry=entry)["counts"]["unfilled"] == 1


@pytest.mark.parametrize("tif", ["IOC", "FOK"])
def test_4_ioc_and_fok_have_one_candle(tif):
    entry = {"reference": "close", "start_pct": 0.05, "tif": tif}
    assert run([FLAT, FLAT, bar(100, 101, 94, 100)], entry=entry)["counts"]["unfilled"] == 1


@pytest.mark.parametrize("when,time", [(0, H(1)), (2, H(3)), (H(2) + 1, H(3)), ("2024-01-01T02:00:00Z", H(2))])
def test_4f_when_delays_the_leg(when, time):
    row = only(run([FLAT] * 5, entry={"when": when}))  # P = the open at try time, a limit order
    assert (row["entry_time"], row["entry_price"]) == (time, 100)


# ------------------------------------------------------------------ section 5


def test_5_1_gap_through_the_stop_and_the_limit():
    signals = [buy(0, tp_price=110, sl_price=95)]
    assert outcome(run([FLAT, FLAT, bar(90, 91, 89, 90)], signals)) == ("SL", 90, H(2))
    assert outcome(run([FLAT, FLAT, bar(115, 116, 114, 115)], signals)) == ("TP", 115, H(2))


@pytest.mark.parametrize("policy,expected", [("prefer_sl", ("SL", 95, H(2))), ("prefer_tp", ("TP", 110, H(2)))])
def test_5_2_ambiguous_candle(policy, expected):
    result = run([FLAT, FLAT, bar(100, 111, 94, 100)], [buy(0, tp_price=110, sl_price=95)], crossing_policy=policy, intrabar_report=True)
    assert outcome(result) == expected
    assert result["intrabar_report"] == {"ambiguous_exits": 1, "final_equity_prefer_sl": 9995, "final_equity_prefer_tp": 10010}


def test_5_2_random_is_a_function_of_seed_and_proposal():
    bars = [FLAT, FLAT, bar(100, 111, 94, 100)]
    for seed in range(8):
        label = outcome(run(bars, [buy(0, tp_price=110, sl_price=95)], crossing_policy="random", seed=seed))[0]
        assert label == ("SL" if chance.uniform(seed, 0, 1, 0) < 0.5 else "TP")


def test_5_market_entry_uses_both_exits_in_its_own_candle():
    assert outcome(run([FLAT, bar(100, 111, 99, 100)], [buy(0, tp_price=110, sl_price=95)])) == ("TP", 110, H(1))


def test_5_4_only_the_stop_counts_in_the_candle_of_an_inside_fill():
    entry = {"reference": "close", "start_pct": 0.02}  # limit 98
    signals = [buy(0, tp_price=110, sl_price=95)]
    assert only(run([FLAT, bar(100, 111, 97, 100), FLAT], signals, entry=entry))["exit_type"] == "FINAL"
    assert outcome(run([FLAT, bar(100, 111, 94, 100), FLAT], signals, entry=entry)) == ("SL", 95, H(1))


@pytest.mark.parametrize("price", [110, 112, 95, 90])
def test_5a_bracket_crossed(price):
    result = run([FLAT, bar(price, price + 1, price - 1, price)], [buy(0, tp_price=110, sl_price=95)])
    assert result["rejections"] == {"bracket_crossed": 1}


def test_5b_first_fill_at_an_open_beyond_the_stop():
    # limit 98 > sl 95; bar 2 opens at 94: bought and stopped there.
    entry = {"reference": "close", "start_pct": 0.02}
    result = run([FLAT, bar(100, 101, 99, 100), bar(94, 99, 93, 98), FLAT], [buy(0, sl_price=95)], entry=entry)
    assert outcome(result) == ("SL", 94, H(2))
    assert only(result)["entry_price"] == 94


def test_5d_time_exit_at_an_open():
    # filled in bar 1, held 2 bars: bar 3; when bar 3 is missing: bar 4.
    bars = [FLAT, FLAT, FLAT, bar(102, 103, 101, 102), bar(104, 105, 103, 104)]
    assert outcome(run(bars, max_holding_bars=2)) == ("TIME", 102, H(3))
    assert outcome(run(bars[:3] + [None] + bars[4:], max_holding_bars=2)) == ("TIME", 104, H(4))


def test_5f_trailing_stop_follows_earlier_highs():
    # highs 101 (bar 1), 110 (bar 2): stop of bar 3 is 110 * 0.9 = 99.
    bars = [FLAT, FLAT, bar(105, 110, 104, 108), bar(108, 108, 98, 100)]
    assert outcome(run(bars, trailing_stop_pct=0.1)) == ("TRAIL", pytest.approx(99), H(3))


def test_5f_no_trailing_stop_in_the_first_candle():
    assert only(run([FLAT, bar(100, 130, 80, 100)], trailing_stop_pct=0.1))["exit_type"] == "FINAL"


def test_5e_equal_stops_take_the_label_of_the_first():
    # trailing stop 110 * 0.5 = 55 = sl
    bars = [FLAT, FLAT, bar(105, 110, 104, 108), bar(60, 60, 50, 58)]
    assert outcome(run(bars, [buy(0, sl_price=55)], trailing_stop_pct=0.5)) == ("SL", 55, H(3))


def test_5j_leg_below_a_trailing_stop_is_passed_by_the_stop():
    # legs 100 (market) and 80; the trailing stop of bar 2 is 130 * 0.9 = 117, above the second leg.
    result = run([FLAT, bar(100, 130, 99, 125), bar(125, 126, 79, 90)], entry={"legs": 2, "step_pct": 0.2}, trailing_stop_pct=0.1)
    assert outcome(result) == ("TRAIL", pytest.approx(117), H(2))
    assert only(result)["size"] == 0.5


def test_5j_leg_below_the_liquidation_price_of_a_leg_filled_inside_the_same_candle():
    # leverage 50, limits 99 and 96: the first is liquidated at 99 * 0.98 / 0.995 = 97.51, above the second.
    entry = {"reference": "close", "legs": 2, "start_pct": 0.01, "step_pct": 0.03}
    result = run([FLAT, bar(100, 101, 90, 95), FLAT], entry=entry, leverage=50, **PERP)
    assert outcome(result) == ("LIQUIDATION", pytest.approx(99 * 0.98 / 0.995), H(1))
    assert only(result)["size"] == 0.5


def test_5k_liquidated_at_the_open_by_its_own_slippage():
    # leverage 100, slippage 2 %: entry 102, liquidation 102 * 0.99 / 0.995 = 101.49 > open 100. Exit at 100 * 0.98 = 98.
    result = run([FLAT, FLAT, FLAT], leverage=100, slippage_model=0.02, market="PERP", funding_rate=0)
    assert outcome(result) == ("LIQUIDATION", pytest.approx(98), H(1))


def test_5_exit_cancels_unfilled_legs():
    # legs 100 and 90; SL 95 in bar 2; bar 3 would reach 90.
    bars = [FLAT, FLAT, bar(100, 101, 94, 95), bar(95, 96, 80, 90)]
    result = run(bars, [buy(0, sl_price=85, tp_price=104)], entry={"legs": 2, "step_pct": 0.1})
    assert only(result)["size"] == 1  # the stop 85 is below both: both fill
    result = run(
        [FLAT, FLAT, bar(100, 105, 99, 101), bar(95, 96, 80, 90)], [buy(0, sl_price=85, tp_price=104)], entry={"legs": 2, "step_pct": 0.1}
    )
    assert outcome(result) == ("TP", 104, H(2))
    assert only(result)["size"] == 0.5


# ------------------------------------------------------------------ section 6


def test_6_capacity_freed_in_this_candle_is_not_yet_free():
    # The first trade is stopped in bar 2, in which the second is tried: rejected. The third, in bar 3, is admitted.
    bars = [FLAT, FLAT, bar(100, 101, 94, 95), FLAT, FLAT]
    result = run(bars, [buy(0, sl_price=95), buy(1), buy(2, tp_price=300)], capacity_policy=1)
    assert result["rejections"] == {"capacity": 1}
    assert [row["proposal_id"] for row in result["trade_log"]] == [0, 2]


def test_6_waiting_legs_count_for_capacity_and_cash():
    # Two limit legs at 50 and 45 that never fill, one unit: 47.5 reserved of 100; capacity 3.
    entry = {"reference": "close", "legs": 2, "start_pct": 0.5, "step_pct": 0.05}
    assert run([FLAT] * 4, [buy(0), buy(1)], entry=entry, capacity_policy=3)["rejections"] == {"capacity": 1}
    assert run([FLAT] * 4, [buy(0), buy(0), buy(0)], entry=entry, initial_cash=100, capacity_policy=9)["rejections"] == {"cash": 1}


def test_6e_symbol_capacity():
    config = case([FLAT] * 4, [buy(0), buy(1)], capacity_policy={"builtin": "symbol_capacity", "params": {"max_symbols": 1}})
    config["ohlcv_data"]["main"]["BBB"] = [[H(n)] + FLAT for n in range(4)]
    result = model.run(config)  # AAA twice, BBB twice refused
    assert result["rejections"] == {"capacity": 2}
    assert {row["symbol"] for row in result["trade_log"]} == {"AAA"}


def test_6d_cash_needed_has_fee_and_slippage():
    # one unit at 100 with slippage 1 % and fee 1 %: 100 * 1.01 * 1.01 = 102.01
    costs = {"fee_model": 0.01, "slippage_model": 0.01}
    assert run([FLAT] * 3, initial_cash=102.02, **costs)["counts"]["trades"] == 1
    assert run([FLAT] * 3, initial_cash=102.00, **costs)["rejections"] == {"cash": 1}


def test_6d_margin_needed_on_perp():
    # leverage 10: 10 + fee 1
    assert run([FLAT] * 3, initial_cash=11.01, fee_model=0.01, leverage=10, **PERP)["counts"]["trades"] == 1
    assert run([FLAT] * 3, initial_cash=10.99, fee_model=0.01, leverage=10, **PERP)["rejections"] == {"cash": 1}


def test_6m_all_the_cash_can_be_spent():
    for price in (3.0, 7.0, 0.1, 123.456):
        flat = [bar(price, price, price, price)] * 3
        assert run(flat, sizing_model=1.0)["counts"]["trades"] == 1


def test_6g_close_cancels_a_trade_of_the_same_candle():
    result = run([FLAT] * 4, [buy(0), sell(0)])
    assert result["counts"]["unfilled"] == 1 and not result["trade_log"]


def test_6_final_at_the_symbols_last_close():
    config = case([FLAT, FLAT, FLAT], [buy(0)], fee_model=0.01)
    config["ohlcv_data"]["main"]["BBB"] = [[H(n)] + FLAT for n in range(5)]
    result = model.run({**config, "symbols": ["AAA", "BBB"]})
    rows = {row["symbol"]: row for row in result["trade_log"]}
    assert rows["AAA"]["exit_time"] == H(2) and rows["BBB"]["exit_time"] == H(4)
    assert rows["AAA"]["pnl"] == pytest.approx(-2)  # two fees of 1
    assert result["equity_curve"][-1]["equity"] == result["final_cash"] == pytest.approx(9996)


def test_6_equity_marks_at_the_close():
    result = run([FLAT, bar(100, 101, 99, 98), bar(98, 105, 97, 104)])
    assert [p["equity"] for p in result["equity_curve"]] == [10000, 9998, 10004]


# ------------------------------------------------------------------ section 7


def test_7_slippage_for_market_and_stop_not_for_limit_and_tp():
    # market 100 -> 101; SL 95 -> 94.05
    result = run([FLAT, FLAT, bar(100, 101, 94, 95)], [buy(0, sl_price=95)], slippage_model=0.01)
    assert only(result)["entry_price"] == pytest.approx(101) and outcome(result)[1] == pytest.approx(94.05)
    result = run(
        [FLAT, bar(100, 101, 97, 100), bar(100, 111, 99, 110)],
        [buy(0, tp_price=110)],
        slippage_model=0.01,
        entry={"reference": "close", "start_pct": 0.02},
    )
    assert only(result)["entry_price"] == 98 and outcome(result)[1] == 110


def test_7_random_slippage():
    row = only(run([FLAT] * 3, slippage_model="random", seed=5))
    assert row["entry_price"] == 100 * (1 + 0.001 * chance.uniform(5, 0, 2, 0))
    assert row["exit_price"] == 100 * (1 - 0.001 * chance.uniform(5, 0, 3, 0))


VWAP = {"builtin": "vwap_depth", "params": {"depth": 2, "participation": 0.5, "level_bps": 100}}


def test_7_vwap_walks_its_levels():
    # volume 1.6: each level offers 0.4 at 100 and 101; 0.2 left over at 101: (40 + 40.4 + 20.2) / 1 = 100.6
    thin = bar(100, 100, 100, 100, 1.6)
    row = only(run([FLAT, thin, FLAT], fill_policy=VWAP))
    assert row["entry_price"] == pytest.approx(100.6) and row["size"] == 1


def test_7b_ioc_fills_what_is_offered_and_fok_all_or_nothing():
    thin = bar(100, 100, 100, 100, 1.6)  # 0.8 offered
    assert only(run([FLAT, thin, FLAT], fill_policy=VWAP, entry={"tif": "IOC"}))["size"] == pytest.approx(0.8)
    assert run([FLAT, thin, FLAT], fill_policy=VWAP, entry={"tif": "FOK"})["counts"]["unfilled"] == 1
    assert run([FLAT, bar(100, 100, 100, 100, 0), FLAT], fill_policy=VWAP, entry={"tif": "IOC"})["counts"]["unfilled"] == 1


def test_7f_levels_of_a_limit_leg_end_at_its_price():
    # limit 100.5, open 100: levels 100 and min(101, 100.5); 0.5 each
    entry = {"reference": "close", "start_pct": -0.005}
    row = only(run([FLAT, bar(100, 100, 100, 100, 2), FLAT], fill_policy=VWAP, entry=entry))
    assert row["entry_price"] == pytest.approx(100.25)


def test_7_fees_per_symbol():
    row = only(run([FLAT] * 3, symbol="BTCUSDT", fee_model="per_symbol"))
    assert row["fees"] == pytest.approx(0.1)  # 0.0005 of 100, twice
    assert only(run([FLAT] * 3, symbol="XRPUSDT", fee_model="per_symbol"))["fees"] == pytest.approx(0.3)


@pytest.mark.parametrize(
    "sizing,size",
    [
        (None, 10),
        (0.5, 50),
        ({"builtin": "fixed_notional", "params": {"notional": 250}}, 2.5),
        ({"builtin": "fixed_risk", "params": {"risk": 0.01}}, 20),
    ],
)
def test_7d_sizes(sizing, size):
    # equity 10000, P 100, sl 95
    assert only(run([FLAT] * 3, [buy(0, sl_price=95)], sizing_model=sizing))["size"] == pytest.approx(size)


def test_7d_fixed_risk_without_a_stop():
    assert run([FLAT] * 3, sizing_model={"builtin": "fixed_risk", "params": {"risk": 0.01}})["rejections"] == {"size": 1}


def test_7e_step_size_and_min_notional():
    entry = {"legs": 2, "step_pct": 0.02}  # half a unit a leg
    assert only(run([FLAT, bar(100, 101, 97, 100)], entry=entry, instruments={"AAA": {"step_size": 0.2}}))["size"] == pytest.approx(0.8)
    assert run([FLAT] * 3, entry=entry, instruments={"AAA": {"step_size": 0.6}})["rejections"] == {"size": 1}
    # the second leg is worth 0.5 * 98 = 49
    assert run([FLAT] * 3, entry=entry, instruments={"AAA": {"min_notional": 49.5}})["rejections"] == {"min_notional": 1}
    assert run([FLAT] * 3, entry=entry, instruments={"AAA": {"min_notional": 48.5}})["counts"]["admitted"] == 1


# ------------------------------------------------------------------ section 8


def test_8_isolated_liquidation_price():
    # leverage 10, mmr 0.005: 100 * 0.9 / 0.995 = 90.4523
    bars = [FLAT, FLAT, bar(100, 101, 90, 95)]
    result = run(bars, leverage=10, **PERP)
    assert outcome(result) == ("LIQUIDATION", pytest.approx(100 * 0.9 / 0.995), H(2))
    assert only(run(bars, [sell(0)], leverage=10, **PERP))["exit_type"] == "FINAL"
    up = [FLAT, FLAT, bar(100, 110, 99, 105)]  # short: 100 * 1.1 / 1.005 = 109.4527
    assert outcome(run(up, [sell(0)], leverage=10, **PERP)) == ("LIQUIDATION", pytest.approx(100 * 1.1 / 1.005), H(2))


def test_8_cross_liquidation_at_the_closes():
    # 50 units of cash, one unit at 100: at the close 51 equity is 1, maintenance 0.51; at 50.2: 0.2 < 0.251.
    bars = [FLAT, FLAT, bar(60, 60, 40, 51), bar(51, 52, 50, 50.2), FLAT]
    result = run(bars, initial_cash=50, leverage=10, margin_mode="cross", **PERP)
    assert outcome(result) == ("LIQUIDATION", 50.2, H(3))
    assert result["final_cash"] == pytest.approx(0.2)


def test_8c_funding_pays_the_open_of_the_candle_or_the_last_close():
    bars = [FLAT, FLAT, bar(102, 103, 101, 104), FLAT]
    config = case(bars, market="PERP")
    # 1 % at bar 1 (not open before it), at bar 2 (open 102, 7 ms late) and half an hour into bar 2 (last close: bar 1, 100)
    config["ohlcv_data"]["funding"] = {"AAA": [[H(1), 0.01], [H(2) + 7, 0.01], [H(2) + HOUR // 2, 0.01]]}
    assert only(model.run(config))["funding"] == pytest.approx(1.02 + 1.00)
    config["ohlcv_data"]["mark"] = {"AAA": [[H(2), 110, 111, 109, 110, 0]]}
    assert only(model.run(config))["funding"] == pytest.approx(1.10 + 1.00)


def test_8d_constant_funding_and_shorts_receive():
    # every hour: bars 2 and 3
    result = run([FLAT] * 4, [sell(0)], market="PERP", funding_rate=0.01, funding_interval="1h")
    assert only(result)["funding"] == pytest.approx(-2) and only(result)["pnl"] == pytest.approx(2)


def test_8l_funding_before_any_close():
    config = case([FLAT, bar(99, 101, 98, 100), FLAT], market="PERP", start_date=H(1))
    config["ohlcv_data"]["funding"] = {"AAA": [[H(1) + HOUR // 2, 0.01]]}
    assert only(model.run(config))["funding"] == pytest.approx(0.99)


def test_8_inverse_profit_is_in_the_coin():
    # 10 contracts of 100: bought at 100, sold at 125: 10 * 100 * (0.01 - 0.008) = 2 coins
    instruments = {"AAA": {"type": "inverse", "multiplier": 100}}
    units = {"builtin": "fixed_units", "params": {"units": 10}}
    row = only(run([FLAT, FLAT, bar(125, 125, 125, 125)], initial_cash=20, instruments=instruments, sizing_model=units, **PERP))
    assert row["pnl"] == pytest.approx(2)
    assert row["return_pct"] == pytest.approx(20)  # entry notional 10 coins


def test_8h_inverse_average_is_harmonic():
    # legs at 100 and 50: 2 / (1/100 + 1/50) = 66.67
    instruments = {"AAA": {"type": "inverse", "multiplier": 100}}
    row = only(run([FLAT, bar(100, 100, 50, 100)], initial_cash=1000, instruments=instruments, entry={"legs": 2, "step_pct": 0.5}, **PERP))
    assert row["entry_price"] == pytest.approx(200 / 3)


def test_8e_margin_of_the_net_position():
    # Long and short of the same symbol net to nothing: the third needs 100 and equity is 100.
    signals = [buy(0), sell(0), buy(1)]
    assert run([FLAT] * 4, signals, initial_cash=200, **PERP)["rejections"] == {}
    assert run([FLAT] * 4, [buy(0), buy(0), buy(1)], initial_cash=200, **PERP)["rejections"] == {"cash": 1}


# ------------------------------------------------------------------ sections 9 and 10


def test_9_generator_is_in_the_unit_interval_and_spread_out():
    values = [chance.uniform(0, n, 1, 0) for n in range(2000)]
    assert all(0 <= u < 1 for u in values)
    assert 0.45 < sum(u < 0.5 for u in values) / 2000 < 0.55


def test_10b_mae_and_mfe():
    # entry 100; bar 1 (99..101), bar 2 (96..104) are whole, bar 3 exits at its open 102
    bars = [FLAT, FLAT, bar(100, 104, 96, 100), bar(102, 120, 80, 100)]
    row = only(run(bars, max_holding_bars=2))
    assert row["mae"] == pytest.approx(-4) and row["mfe"] == pytest.approx(4)


def test_10_metrics_of_two_days():
    # 24 bars a day, one unit bought at 100; day 1 ends at 110, day 2 at 99: returns 10/10000 and -11/10010.
    bars = [FLAT] * 23 + [bar(100, 111, 99, 110)] + [bar(110, 111, 98, 99)] + [bar(99, 100, 98, 99)] * 23
    result = run(bars)
    metrics = result["metrics"]
    r = [10 / 10000, 9999 / 10010 - 1]
    mean, sd = sum(r) / 2, abs(r[0] - r[1]) / math.sqrt(2)
    assert metrics["total_return"] == pytest.approx(-1e-4)
    assert metrics["sharpe"] == pytest.approx(mean / sd * math.sqrt(365))
    assert metrics["sortino"] == pytest.approx(mean / math.sqrt(r[1] ** 2 / 2) * math.sqrt(365))
    assert metrics["max_drawdown"] == pytest.approx(11 / 10010)
    assert metrics["max_drawdown_duration_ms"] == 24 * HOUR  # from the point at H(24) to the end, H(48)
    assert metrics["exposure"] == pytest.approx(46 / 48)  # not bar 0, not the last mark
    assert metrics["win_rate"] == 0 and metrics["profit_factor"] == 0 and metrics["average_win"] is None


def test_10_j_rounding_is_no_return_and_no_deviation():
    # Equity 10, a rounding error below it, 10 again; and a fall of 1e-10, which is one.
    day = 24 * HOUR
    curve = [{"time": (k + 1) * day, "equity": e} for k, e in enumerate([10.0, 9.999999999999998, 10.0])]
    assert model_metrics.daily_returns(10.0, curve, 0) == [0.0, 0.0, 0.0]
    curve[1]["equity"] = 10 * (1 - 1e-10)
    assert model_metrics.daily_returns(10.0, curve, 0)[1] == pytest.approx(-1e-10, rel=1e-5)
    assert model_metrics.sample_deviation([0.1, 0.1 + 1e-16, 0.1 - 1e-16]) == 0.0
    assert model_metrics.sample_deviation([0.1, 0.1 + 1e-10]) > 0
    assert model_metrics.sample_deviation([0.0, 0.0]) == 0.0


# ------------------------------------------------------------------ invariants of the model on random scenarios


@pytest.mark.parametrize("seed", [20240101])
def test_invariants_on_random_scenarios(seed):
    for number in range(300):
        config = scenarios.scenario(seed, number)
        result = model.run(copy.deepcopy(config))
        if result["status"] == "ok":
            check_invariants(result, f"seed {seed}, scenario {number}")


def check_invariants(result, place):
    run_of = result["model"]
    assert result["counts"]["trades"] == len(result["trade_log"]), place
    assert result["counts"]["admitted"] == result["counts"]["trades"] + result["counts"]["unfilled"], place
    assert result["counts"]["proposals"] == result["counts"]["admitted"] + result["counts"]["rejected"], place
    if result["equity_curve"]:
        assert result["equity_curve"][-1]["equity"] == pytest.approx(result["final_cash"], rel=1e-12, abs=1e-9), place
    for trade in run_of.trades:
        check_fills(run_of, trade, place)
    if run_of.spot:
        assert run_of.least_cash >= -1e-9 * run_of.config["initial_cash"], place
    assert run_of.most_legs <= leg_limit(run_of), place


def leg_limit(run_of):
    token, parameters = run_of.config["capacity_policy"]
    return parameters["max_legs"] if token == "leg_capacity" else math.inf


def check_fills(run_of, trade, place):
    """Entries lie in their candle but for slippage and depth, never before the decision; exits likewise."""
    costs = 1 + 0.021 + 0.03  # the largest slippage and depth of a scenario
    for quantity, price, ts, _ in trade.fills:
        candle = run_of.candles[trade.symbol][ts]
        assert quantity > 0 and ts >= trade.proposal.decision_time, place
        assert candle.low / costs <= price <= candle.high * costs, place
    if trade.row:
        price, _, candle, _ = trade.exit
        assert candle.low * (1 - 1e-12) <= price <= candle.high * (1 + 1e-12), place
        assert trade.row["exit_time"] >= trade.row["entry_time"], place
