"""Runs named commands side by side, each with a log and a time limit, and says how each ended."""

import concurrent.futures
import dataclasses
import os
import pathlib
import signal
import subprocess
import sys
import time

LINES_SHOWN_ON_FAILURE = 60
CORES = len(os.sched_getaffinity(0))  # those that this process may use, as nproc says: a container has fewer than its machine


@dataclasses.dataclass
class Stage:
    """One command. It leaves its counts in NAME.xml (JUnit) or in the last line of NAME.log (`N passed, N failed, N skipped`)."""

    name: str
    command: list[str]
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    limit_s: int = 1800


def _run_command(stage: Stage, log: pathlib.Path) -> str:
    """Runs to the end and returns how it failed, or an empty string. The whole process group ends at the time limit."""
    if not pathlib.Path(stage.command[0]).exists():
        log.write_text(f"{stage.command[0]} does not exist\n")
        return f"could not start: {stage.command[0]} does not exist"
    with log.open("wb") as output:
        process = subprocess.Popen(
            stage.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | stage.environment,
            start_new_session=True,
        )
        try:
            status = process.wait(stage.limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return f"was stopped after {stage.limit_s} s"
    return f"ended with status {status}" if status else ""


def _run_stage(stage: Stage, folder: pathlib.Path) -> bool:
    log = folder / f"{stage.name}.log"
    started = time.monotonic()
    failure = _run_command(stage, log)
    seconds = time.monotonic() - started
    if not failure:
        print(f"  {stage.name:<24} ok      {seconds:6.1f} s", flush=True)
        return True
    tail = log.read_text(errors="replace").splitlines()[-LINES_SHOWN_ON_FAILURE:]
    shown = "\n".join(f"    | {line}" for line in tail)
    print(f"  {stage.name:<24} FAILED  {seconds:6.1f} s: {failure}; the end of {log}:\n{shown}", flush=True)
    return False


def run_stages(stages: list[Stage], folder: pathlib.Path, workers: int | None = None) -> bool:
    """Runs all stages, `workers` at a time (default: one a core); true when every one succeeded."""
    folder.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        for old in (folder / f"{stage.name}.xml", folder / f"{stage.name}.log"):
            old.unlink(missing_ok=True)
    with concurrent.futures.ThreadPoolExecutor(workers or CORES) as pool:
        results = list(pool.map(lambda stage: _run_stage(stage, folder), stages))
    sys.stdout.flush()
    return all(results)
