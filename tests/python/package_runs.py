"""Small markets and comparisons for the tests of the Python package."""

import functools
import hashlib
import json
import os
import tempfile
from pathlib import Path

from engine_command import orchestrator

TESTS = Path(__file__).resolve().parent
VOLATILE = ("timings", "config_hash", "parallel_symbols")


@functools.cache
def market(symbols=("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"), market_name="spot", rows=9000, seed=7):
    """The root of a candle store with a seeded sample market of 1h candles; made once a process."""
    root = tempfile.mkdtemp(prefix="market")
    orchestrator(
        "candles", "generate", "--symbols", ",".join(symbols), "--interval", "1h", "--rows", rows, "--seed", seed, "--market", market_name,
        "--root", root, "--quiet",
    )  # fmt: skip
    return root


def configuration(strategy, market_name="SPOT", **changes):
    root = market(market_name="um" if market_name == "PERP" else "spot")
    symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"]
    base = {"symbols": symbols, "interval": "1h", "detail_interval": "1h", "market": market_name, "data": {"root": root}}
    return {**base, "strategy": strategy, "plugin_path": [str(TESTS)], **changes}


def digest(document):
    """A hash of everything in a result that must not depend on how it was asked for."""
    assert document["status"] == "ok", document
    stable = {key: value for key, value in document.items() if key not in VOLATILE}
    return hashlib.sha256(json.dumps(stable, sort_keys=True).encode()).hexdigest()


def user_code(name, **params):
    return {"module": "my_strategies.rewritten", "class": name, "params": params}


def children():
    """Process ids of this process's children."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]
