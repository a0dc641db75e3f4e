"""The type stub of the engine's module is what the module itself says."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parents[2] / "python"
COMMAND = ["-m", "nanobind.stubgen", "-q", "-m", "strategyOrchestrator._engine", "-p", "python/engine_stub.patterns", "-o"]
STUB = "python/strategyOrchestrator/_engine.pyi"


def test_the_stub_is_up_to_date(tmp_path):
    if importlib.util.find_spec("nanobind") is None:
        pytest.skip("nanobind is not installed here")
    made = tmp_path / "_engine.pyi"
    subprocess.run([sys.executable, *COMMAND, str(made)], check=True, cwd=PYTHON.parent, timeout=120)
    assert made.read_text() == (PYTHON.parent / STUB).read_text(), "make it anew: python " + " ".join([*COMMAND, STUB])
