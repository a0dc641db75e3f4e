"""`orchestrator candles generate` as a command that takes its time."""

import json
import signal
import subprocess
import time

from store_command import BINARY, candles


def test_ctrl_c_ends_cleanly_and_leaves_whole_series(tmp_path):
    command = [BINARY, "candles", "generate", "--symbols", "5000", "--rows", "20000", "--root", str(tmp_path)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not list(tmp_path.rglob("*.arrow")) and time.monotonic() < deadline:
        time.sleep(0.01)  # until the first one is stored
    running.send_signal(signal.SIGINT)
    output, _ = running.communicate(timeout=30)
    assert running.returncode == 130
    assert json.loads(output)["error"]["code"] == "interrupted"
    assert json.loads(candles("verify", "--root", tmp_path, "--json")[0])["ok"]
    assert not list(tmp_path.rglob("*.tmp*"))
