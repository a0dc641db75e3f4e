"""What changes `config_hash` and `data_fingerprint`, and what does not (docs/semantics.md, 10.f)."""

import copy
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOUR = 3_600_000
START = 1_704_067_200_000


def binary():
    path = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
    if not Path(path).exists():
        pytest.fail(f"{path} does not exist: build it, or set ORCHESTRATOR_BIN")
    return path


def hashes(config):
    done = subprocess.run([binary(), "run", "--quiet"], input=json.dumps(config), capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    return result["config_hash"], result["data_fingerprint"]


BASE = {
    "interval": "1h",
    "detail_interval": "1h",
    "market": "PERP",
    "strategy": "momentum",
    "tp_ratio": 0.1,
    "ohlcv_data": {
        "main": {"BTCUSDT": [[START + n * HOUR, 100, 102, 99, 101, 5] for n in range(30)]},
        "funding": {"BTCUSDT": [[START + 8 * HOUR, 0.0001]]},
        "mark": {"BTCUSDT": [[START + 8 * HOUR, 100, 101, 99, 100]]},
    },
}


def changed(**changes):
    return {**copy.deepcopy(BASE), **changes}


def with_data(change):
    config = copy.deepcopy(BASE)
    change(config["ohlcv_data"])
    return config


SAME = {  # the same run, said differently
    "a default written out": changed(initial_cash=10000),
    "an older name": changed(initial_capital=10000),
    "a class name": changed(strategy={"builtin": "MomentumStrategy", "params": {"window": 20}}),
    "workers": changed(parallel_symbols=2),
    "the name": changed(name="another one"),
    "what is printed": changed(equity_curve="none", explain=True),
}


@pytest.mark.parametrize("what", SAME)
def test_equal_for_the_same_run(what):
    assert hashes(SAME[what]) == hashes(BASE)


@pytest.mark.parametrize(
    "change",
    [{"tp_ratio": 0.11}, {"seed": 1}, {"strategy": {"builtin": "momentum", "params": {"window": 21}}}, {"crossing_policy": "prefer_tp"}],
)
def test_another_configuration(change):
    ours, base = hashes(changed(**change)), hashes(BASE)
    assert ours[0] != base[0]


DATA = {
    "a close": lambda data: data["main"]["BTCUSDT"][7].__setitem__(4, 101.00000000000001),
    "a volume": lambda data: data["main"]["BTCUSDT"][7].__setitem__(5, 6),
    "a row less": lambda data: data["main"]["BTCUSDT"].pop(),
    "a funding rate": lambda data: data["funding"]["BTCUSDT"][0].__setitem__(1, 0.0002),
    "a mark price": lambda data: data["mark"]["BTCUSDT"][0].__setitem__(1, 100.5),
}


@pytest.mark.parametrize("what", DATA)
def test_other_data(what):
    ours, base = hashes(with_data(DATA[what])), hashes(BASE)
    assert ours[0] == base[0]
    assert ours[1] != base[1]


def test_the_same_data_from_a_store(tmp_path):
    """10.f: wherever the candles came from."""
    rows = BASE["ohlcv_data"]["main"]["BTCUSDT"]
    csv = tmp_path / "BTCUSDT-1h.csv"
    csv.write_text("open_time,open,high,low,close,volume\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    root = tmp_path / "store"
    arguments = [
        "candles",
        "import",
        str(csv),
        "--root",
        str(root),
        "--symbol",
        "BTCUSDT",
        "--interval",
        "1h",
        "--market",
        "spot",
        "--quiet",
    ]
    done = subprocess.run([binary(), *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    inline = {**BASE, "market": "SPOT", "ohlcv_data": {"main": BASE["ohlcv_data"]["main"]}}
    stored = {key: value for key, value in inline.items() if key != "ohlcv_data"}
    stored |= {"symbols": ["BTCUSDT"], "data": {"root": str(root)}}
    assert hashes(stored) == hashes(inline)
