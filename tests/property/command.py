"""Runs the `orchestrator` command for the property tests; seeds come from ORCHESTRATOR_TEST_SEED or the clock, and are printed."""

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 120


def binary():
    path = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
    if not Path(path).exists():
        pytest.fail(f"{path} does not exist: build it, or set ORCHESTRATOR_BIN")
    return path


def test_seed():
    seed = int(os.environ.get("ORCHESTRATOR_TEST_SEED") or time.time())
    print(f"seed {seed} (again with it: ORCHESTRATOR_TEST_SEED={seed})")
    return seed


test_seed.__test__ = False  # a helper, not a test


def run_text(config, expected_status=0):
    """What the command prints for a configuration."""
    done = subprocess.run(
        [binary(), "run", "--quiet"], input=json.dumps(config), capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    assert expected_status is None or done.returncode == expected_status, done.stdout[:2000] + done.stderr[-2000:]
    return done.stdout


def run(config):
    return json.loads(run_text(config))


def without_what_may_differ(text):
    """The printed result without `timings` and the echoed `parallel_symbols`: all the rest is promised to the byte."""
    text, timings = re.subn(r'"timings":\s*\{[^{}]*\}', '"timings":{}', text)
    text, echoed = re.subn(r'"parallel_symbols":\s*(null|\d+)', '"parallel_symbols":0', text)
    assert text.startswith('{"status":"failed"') or (timings, echoed) == (1, 1), text[:500]
    return text
