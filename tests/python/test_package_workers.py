"""Worker processes of strategies in Python: what happens to them never hangs a run, nor leaves a process behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from engine_command import BINARY, orchestrator
from package_runs import children, configuration, digest

from strategyOrchestrator.StrategyOrchestrator import run_backtest

DEADLINE_S = 60


def config(name, **changes):
    spec = {"module": "my_strategies.troubles", "class": name, "params": {}}
    return configuration(spec, **{"parallel_symbols": 3, **changes})


def failed(name, **changes):
    result = run_backtest(config(name, **changes))
    assert result["status"] == "failed", result["status"]
    assert children() == []
    return result["error"]


def test_the_number_of_workers_changes_nothing():
    results = [run_backtest(config("Trouble", parallel_symbols=workers)) for workers in (1, 2, 4, 7)]
    assert len({digest(result) for result in results}) == 1
    assert len(results[0]["trade_log"]) > 100
    assert children() == []


@pytest.mark.parametrize("workers", [1, 3])
def test_an_exception_names_symbol_bar_and_line(workers):
    error = failed("Raises", parallel_symbols=workers)
    assert error["code"] == "strategy_failed"
    assert error["message"] == "Raises failed: ValueError: no such coin"
    assert error["where"] == "ETHUSDT 1h bar 2024-01-02T16:00:00Z"  # the 40th that is decided on
    assert "troubles.py" in error["hint"] and "in trouble" in error["hint"]


def test_skipped_exceptions_are_counted():
    result = run_backtest(config("Raises", on_strategy_error="skip"))
    assert result["status"] == "ok" and result["counts"]["strategy_errors"] == 1


@pytest.mark.parametrize(("name", "said"), [("IsKilled", "SIGKILL"), ("Crashes", "SIGSEGV"), ("Leaves", "7")])
def test_a_worker_that_dies_is_named(name, said):
    error = failed(name)
    assert error["code"] == "worker_died"
    assert said in error["message"]
    assert error["where"] == "ETHUSDT 1h bar 2024-01-02T16:00:00Z"
    assert error["hint"]


@pytest.mark.parametrize("name", ["Sleeps", "Loops"])
@pytest.mark.parametrize("workers", [1, 3])
def test_a_worker_that_hangs_is_ended(name, workers):
    started = time.monotonic()
    error = failed(name, parallel_symbols=workers, time_limits={"decide_s": 0.5})
    assert time.monotonic() - started < 20
    assert error["code"] == "time_limit"
    assert error["where"] == "ETHUSDT 1h bar 2024-01-02T16:00:00Z"
    assert "decide_s" in error["message"]


def test_the_whole_job_has_a_limit_too():
    error = failed("Sleeps", time_limits={"decide_s": None, "job_s": 0.5})
    assert error["code"] == "time_limit" and "job_s" in error["message"]


def test_too_little_memory_is_an_exception_like_any_other():
    error = failed("RunsOutOfMemory")
    assert "MemoryError" in error["message"] and error["where"].startswith("ETHUSDT 1h bar")


@pytest.mark.parametrize("workers", [1, 3])
def test_what_user_code_prints_is_log(workers):
    done = orchestrator("run", text=json.dumps(config("Prints", parallel_symbols=workers)))
    assert json.loads(done.stdout)["status"] == "ok"
    assert "printed by the strategy" in done.stderr
    assert "printed by its shell" in done.stderr


def test_decisions_with_functions_are_made_in_the_main_process():
    results = [run_backtest(config("OwnLegs", parallel_symbols=workers)) for workers in (1, 4)]
    assert {row["exit_type"] for row in results[0]["trade_log"]} >= {"HALF_UP"}
    assert digest(results[0]) == digest(results[1])


def descendants(pid):
    """Living processes below a process."""
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [*below, *(more for child in below for more in descendants(child))]


def wait_until(happened):
    """Polls, as there is nothing to wait on in processes that are not one's own."""
    end = time.monotonic() + DEADLINE_S
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_workers_end_with_the_run(how):
    run = subprocess.Popen([BINARY, "run", "--quiet"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    run.stdin.write(json.dumps(config("Sleeps")).encode())
    run.stdin.close()
    wait_until(lambda: len(descendants(run.pid)) == 3)
    workers = descendants(run.pid)
    os.kill(run.pid, how)
    run.wait(DEADLINE_S)
    wait_until(lambda: not any(alive(pid) for pid in workers))
    assert run.returncode == {signal.SIGKILL: -9}.get(how, 130)


def test_no_main_guard_is_needed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from strategyOrchestrator.StrategyOrchestrator import run_backtest\n"
        "from strategyOrchestrator.entities.strategies.BaseStrategy import BaseStrategy\n"
        "class Mine(BaseStrategy):\n"
        "    def decide(self, df, interval, **kwargs):\n"
        "        return {'signal': 'BUY'} if df['close'].iloc[-1] > df['close'].iloc[-2] else None\n"
        "import json, sys\n"
        "print('started')\n"
        "print(run_backtest({**json.loads(sys.argv[1]), 'strategy': Mine})['status'])\n"
    )
    settings = {key: value for key, value in config("Trouble", num_iterations=200).items() if key != "strategy"}
    done = subprocess.run([sys.executable, script, json.dumps(settings)], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout == "started\nok\n"
