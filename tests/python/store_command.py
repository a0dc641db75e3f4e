"""Runs `orchestrator candles …` and reads what it stored."""

import json
import os
import subprocess
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
COLUMNS = ["open_time", "open", "high", "low", "close", "volume"]
TIMEOUT_S = 120


def candles(*arguments, status=0):
    """Runs the command, which must end with `status`; returns (stdout, stderr)."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        [BINARY, "candles", *map(str, arguments)], capture_output=True, text=True, timeout=TIMEOUT_S, check=False, env=environment
    )
    assert done.returncode == status, f"status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout, done.stderr


def report(*arguments, status=0):
    """The JSON report of a command."""
    return json.loads(candles(*arguments, "--json", status=status)[0])


def stored(root, market, symbol, name):
    """The stored rows with times in milliseconds, as in the frames that tests make."""
    frame = pd.read_feather(Path(root) / "binance" / market / symbol / f"{name}.arrow")
    time = frame.columns[0]
    frame[time] = frame[time].astype("datetime64[ms, UTC]").astype("int64")
    return frame


def is_stored(root, market, symbol, name):
    return (Path(root) / "binance" / market / symbol / f"{name}.arrow").exists()


def same(left, right):
    """Equal to the last bit."""
    pd.testing.assert_frame_equal(
        left.reset_index(drop=True), right.reset_index(drop=True), check_exact=True, check_dtype=False, check_freq=False
    )
