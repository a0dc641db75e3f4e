"""The installed command finds its files library (Arrow, Parquet, zip, HTTP) wherever it was installed to, and says so when it is gone."""

import json
import shutil
import subprocess

import pytest
from engine_command import BUILD, TIMEOUT_S

pytestmark = pytest.mark.skipif(shutil.which("cmake") is None, reason="cmake is not installed")


@pytest.fixture
def prefix(tmp_path):
    folder = tmp_path / "a place with spaces"
    subprocess.run(["cmake", "--install", BUILD, "--prefix", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


def command(program, *arguments, cwd, status=0):
    done = subprocess.run([program, *arguments], cwd=cwd, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout


def test_it_writes_and_exports_files_also_through_a_link(prefix, tmp_path):
    link = tmp_path / "orchestrator"
    link.symlink_to(prefix / "bin/orchestrator")
    command(link, "candles", "generate", "--symbols", "BTCUSDT", "--interval", "1h", "--rows", "48", "--root", "data", cwd=tmp_path)
    command(link, "candles", "export", "BTCUSDT", "--interval", "1h", "--root", "data", "--output", "x.parquet", cwd=tmp_path)
    assert (tmp_path / "x.parquet").read_bytes()[:4] == b"PAR1"


def test_without_the_library_runs_go_on_and_the_rest_says_what_is_missing(prefix, tmp_path):
    program = prefix / "bin/orchestrator"
    command(program, "candles", "generate", "--symbols", "BTCUSDT", "--interval", "1h", "--rows", "48", "--root", "data", cwd=tmp_path)
    (prefix / "lib/orchestrator/liborchestrator_files.so").unlink()
    configuration = {"symbols": ["BTCUSDT"], "interval": "1h", "strategy": "buy_and_hold", "data": {"root": "data"}}
    (tmp_path / "c.json").write_text(json.dumps(configuration))
    assert json.loads(command(program, "run", "--config", "c.json", cwd=tmp_path))["status"] == "ok"
    failed = command(program, "candles", "generate", "--symbols", "1", "--rows", "9", "--root", "more", cwd=tmp_path, status=5)
    assert json.loads(failed)["error"]["code"] == "files_library_missing"
