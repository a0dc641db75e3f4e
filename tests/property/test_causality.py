"""No decision depends on what comes after it: cutting the data at a random time changes nothing before the cut.

Observed through the trade log. Decision bars are the detail candles too, and every decision trades a tiny amount on PERP with
room for all: so each BUY or SELL on bar i is a row whose entry lies in bar i + 1. Without exits all rows last to the end, and
what was decided shows in (symbol, direction, entry, confidence). With exits by the ratios, the decision's entry_price shows
in the exit price; rows that ended before the cut must be equal in full.
"""

import random

import pytest
import scenarios  # of tests/reference
from command import run, test_seed

HOUR = 3_600_000
BARS = 260
CUTS = 12
SMALL_PEAK = {"recent": 4, "total": 11, "buffer": 0.3, "peak_factor": 1.0, "peak_ema": 3, "entry_ema": 2, "entry_ema_one_rising": 3}
STRATEGIES = {
    "ema_cross": {"fast": 3, "slow": 8},
    "momentum": {"window": 4, "threshold": 0.01},
    "rsi_reversion": {"period": 5, "oversold": 40, "overbought": 60},
    "bollinger_breakout": {"period": 6, "width": 1.0},
    "donchian_breakout": {"entry": 5, "exit": 3},
    "buy_and_hold": {},
    "peak_ema_reversal": SMALL_PEAK,
    "ensemble": {"method": "any", "strategies": ["momentum", {"builtin": "peak_ema_reversal", "params": SMALL_PEAK}, "ema_cross"]},
    "scheduled": {"signals": []},  # filled in by `configuration`
}
DECIDED = ("proposal_id", "symbol", "direction", "entry_time", "entry_price", "confidence", "strategy_name")


def walk(rng):
    """One symbol's candles, with jumps and gaps."""
    market = scenarios.Market(rng)
    market.volatility, market.jump, market.gap, market.flat, market.grid = 0.02, 0.05, 0.02, 0.0, False
    return market.rows([scenarios.START + n * HOUR for n in range(BARS)], 1e6)


def configuration(token, rng, **changes):
    main = {symbol: walk(rng) for symbol in ("AAAUSDT", "BBBUSDT")}
    params = dict(STRATEGIES[token])
    if token == "scheduled":
        times = rng.sample(range(BARS), 60)
        params["signals"] = [{"time": scenarios.START + n * HOUR, "signal": rng.choice(["BUY", "SELL"])} for n in times]
    config = {
        "interval": "1h",
        "detail_interval": "1h",
        "market": "PERP",
        "funding_rate": 0.0,
        "fee_model": 0,
        "sizing_model": {"builtin": "fixed_notional", "params": {"notional": 0.01}},
        "capacity_policy": 1_000_000,
        "tp_ratio": None,
        "sl_ratio": None,
        "strategy": {"builtin": token, "params": params},
        "ohlcv_data": {"main": main},
    }
    return {**config, **changes}


def cut(config, time):
    """The same configuration with candles that open before `time` only."""
    main = {symbol: [row for row in rows if row[0] < time] for symbol, rows in config["ohlcv_data"]["main"].items()}
    return {**config, "ohlcv_data": {"main": main}}


def decided_before(result, time):
    rows = sorted(result["trade_log"], key=lambda row: row["proposal_id"])
    return [[row[key] for key in DECIDED] for row in rows if row["entry_time"] < time]


def ended_before(result, time):
    return [row for row in result["trade_log"] if row["exit_time"] < time and row["exit_type"] != "FINAL"]


def random_cuts(rng):
    return sorted(scenarios.START + rng.randrange(40, BARS) * HOUR for _ in range(CUTS))


@pytest.mark.parametrize("token", sorted(STRATEGIES))
def test_decisions_before_a_cut_do_not_change(token):
    seed = test_seed()
    rng = random.Random(f"{seed} {token}")
    config = configuration(token, rng)
    whole = run(config)
    assert whole["trade_log"], f"seed {seed}: {token} never traded, so this shows nothing"
    for time in random_cuts(rng):
        assert decided_before(run(cut(config, time)), time) == decided_before(whole, time), f"seed {seed}, {token}, cut {time}"


@pytest.mark.parametrize("token", sorted(STRATEGIES.keys() - {"buy_and_hold"}))
def test_trades_that_ended_before_a_cut_do_not_change(token):
    seed = test_seed()
    rng = random.Random(f"{seed} {token} exits")
    config = configuration(token, rng, tp_ratio=0.03, sl_ratio=0.02, entry={"reference": "entry", "start_pct": 0.002})
    whole = run(config)
    assert whole["trade_log"], f"seed {seed}: {token} never traded, so this shows nothing"
    for time in random_cuts(rng):
        assert ended_before(run(cut(config, time)), time) == ended_before(whole, time), f"seed {seed}, {token}, cut {time}"
