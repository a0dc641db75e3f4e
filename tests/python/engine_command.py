"""Runs `orchestrator …` as a user does, and makes small configurations."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
BUILD = Path(BINARY).resolve().parents[1]
TIMEOUT_S = 300
START_MS = 1704067200000
HOUR_MS = 3600000


def orchestrator(*arguments, text=None, status=0, cwd=None, env=None):
    """The finished process; it must have ended with `status`."""
    done = subprocess.run(
        [BINARY, *map(str, arguments)],
        input=text if text is None or isinstance(text, bytes) else text.encode(),
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
        cwd=cwd,
        env={**os.environ, **(env or {})},
    )
    done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
    assert status is None or done.returncode == status, f"status {done.returncode}\n{done.stdout[:2000]}\n{done.stderr[-2000:]}"
    return done


def wave(rows=400, period=40):
    """Candles that rise and fall in a triangle: an EMA cross trades once a period."""
    candles, last = [], 100.0
    for i in range(rows):
        phase = i % period
        close = 100.0 + (phase if phase < period // 2 else period - phase)
        candles.append([START_MS + i * HOUR_MS, last, max(last, close), min(last, close), close, 10.0])
        last = close
    return candles


def configuration(**changes):
    base = {"interval": "1h", "strategy": "ema_cross", "tp_ratio": None, "sl_ratio": None, "ohlcv_data": {"main": {"BTCUSDT": wave()}}}
    return {**base, **changes}


def run(config, *arguments, status=0, **keywords):
    """The parsed document that `orchestrator run` prints for a configuration."""
    return json.loads(orchestrator("run", *arguments, text=json.dumps(config), status=status, **keywords).stdout)
