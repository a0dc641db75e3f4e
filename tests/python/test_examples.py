"""Every example runs, and gives the result kept in examples/expected.json on 60 days of the sample market.

After a change of results that is meant: ORCHESTRATOR_UPDATE_EXAMPLES=1 pytest tests/python/test_examples.py, and look at the difference.
"""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
EXPECTED = EXAMPLES / "expected.json"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json") if path != EXPECTED)
SYMBOLS = "BTCUSDT,ETHUSDT,BNBUSDT,SOLUSDT,XRPUSDT,ADAUSDT,DOGEUSDT,AVAXUSDT"
HASHED = ("counts", "rejections", "trade_log", "equity_curve", "rejected_proposals", "intrabar_report")
TIMEOUT_S = 300


def binary():
    path = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
    if not Path(path).exists():
        pytest.fail(f"{path} does not exist: build it, or set ORCHESTRATOR_BIN")
    return path


def command(*arguments):
    done = subprocess.run([binary(), *arguments], capture_output=True, text=True, check=False, timeout=TIMEOUT_S, cwd=ROOT)
    assert done.returncode == 0, done.stdout[:2000] + done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """Spot and perpetual candles of 60 days, as `make demo` and examples/README.md generate them."""
    root = tmp_path_factory.mktemp("market")
    common = ["--days", "60", "--seed", "1", "--root", str(root), "--quiet"]
    command("candles", "generate", "--symbols", SYMBOLS, "--interval", "1m", "--market", "spot", *common)
    command("candles", "generate", "--symbols", "BTCUSDT,ETHUSDT,SOLUSDT", "--interval", "15m", "--market", "um", *common)
    return root


def run(name, market):
    config = EXAMPLES / f"{name}.json"
    stored = "data" in json.loads(config.read_text())
    override = ["--set", f"data.root={market}"] if stored else []
    return json.loads(command("run", "--quiet", "--config", str(config), *override))


def digest(result):
    """What `expected.json` keeps: a hash of all trades and points, and a few numbers that tell a reader where it differs."""
    text = json.dumps({key: result[key] for key in HASHED if key in result}, sort_keys=True)
    return {
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "counts": result["counts"],
        "rejections": result["rejections"],
        "final_cash": result["final_cash"],
    }


@pytest.fixture(scope="module")
def expected():
    kept = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    yield kept
    if os.environ.get("ORCHESTRATOR_UPDATE_EXAMPLES"):
        EXPECTED.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")


@pytest.mark.parametrize("name", NAMES)
def test_example(name, market, expected):
    result = run(name, market)
    assert result["trade_log"], "an example that does not trade shows nothing"
    if os.environ.get("ORCHESTRATOR_UPDATE_EXAMPLES"):
        expected[name] = digest(result)
    assert digest(result) == expected.get(name)


def test_nothing_is_expected_of_examples_that_are_gone(expected):
    assert sorted(expected) == NAMES


def test_every_example_is_explained():
    readme = (EXAMPLES / "README.md").read_text()
    assert [name for name in NAMES if f"`{name}.json`" not in readme] == []


def test_perpetuals_pay_funding_and_go_short(market):
    trades = run("perpetual_funding", market)["trade_log"]
    assert {row["direction"] for row in trades} == {"LONG", "SHORT"}
    assert any(row["funding"] != 0 for row in trades)


def test_ladder_fills_several_legs(market):
    """Legs at different prices: an average that is none of the four prices of the ladder."""
    result = run("limit_ladder", market)
    assert result["counts"]["unfilled"] > 0
    sizes = {row["symbol"]: set() for row in result["trade_log"]}
    for row in result["trade_log"]:
        sizes[row["symbol"]].add(round(row["size"] * row["entry_price"] / 5000))
    assert any(len(found) > 1 for found in sizes.values()), sizes


def test_why_not_tells_reasons_and_ambiguity(market):
    result = run("why_not", market)
    assert len(result["rejected_proposals"]) == sum(result["rejections"].values()) > 0
    report = result["intrabar_report"]
    assert report["ambiguous_exits"] > 0
    assert report["final_equity_prefer_sl"] < report["final_equity_prefer_tp"]
