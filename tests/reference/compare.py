"""Runs random scenarios through the engine and the reference model and compares the results.

    python tests/reference/compare.py --orchestrator build/release/bin/orchestrator --count 2000 [--seed S] [--only N] [--jobs 2]

Differences are written to build/reference-failures/<seed>-<number>/ (config.json, model.json, engine.json, diff.txt), each with
the one command that replays it. The last line reads "N passed, M failed"; the exit status is 0 only when all passed and,
for 2,000 scenarios or more, every rule of rules.txt was reached.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import model  # noqa: E402
import scenarios  # noqa: E402
from differences import differences  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
FAILURES = ROOT / "build" / "reference-failures"
RULES = Path(__file__).with_name("rules.txt")
FULL_COUNT = 2000  # from this many scenarios on, every rule must have been reached
TIMEOUT_S = 60


def run_engine(orchestrator, text):
    """The engine's result, or a failed result that tells what came instead of one JSON document."""
    try:
        done = subprocess.run([orchestrator, "run", "--quiet"], check=False, input=text, capture_output=True, text=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return {"status": "timeout"}
    try:
        return {**json.loads(done.stdout), "exit_status": done.returncode}
    except json.JSONDecodeError:
        return {"status": "no JSON", "exit_status": done.returncode, "stdout": done.stdout[:2000], "stderr": done.stderr[-4000:]}


def compare_one(task):
    """(number, list of differences, coverage) of one scenario."""
    orchestrator, seed, number = task
    text = json.dumps(scenarios.scenario(seed, number))
    config = json.loads(text)
    model.COVERAGE.clear()
    expected = model.run(config)
    run_of = expected.pop("model", None)
    actual = run_engine(orchestrator, text)
    found = differences(expected, actual, run_of)
    if found:
        write_failure(seed, number, config, expected, actual, found, orchestrator)
    return number, found, Counter(model.COVERAGE)


def replay_command(orchestrator, seed, number):
    return f"python tests/reference/compare.py --orchestrator {orchestrator} --seed {seed} --only {number}"


def write_failure(seed, number, config, expected, actual, found, orchestrator):
    folder = FAILURES / f"{seed}-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("config", config), ("model", expected), ("engine", actual)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1, default=str))
    (folder / "diff.txt").write_text("\n".join([replay_command(orchestrator, seed, number), *found]) + "\n")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--orchestrator", default=os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator")))
    parser.add_argument("--count", "--scenarios", type=int, default=FULL_COUNT)
    parser.add_argument("--seed", type=int, default=None, help="default: from the clock; printed")
    parser.add_argument("--only", type=int, help="replay this scenario alone")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=10, help="how many failures to print in full")
    return parser.parse_args()


def compare_all(tasks, jobs):
    if jobs <= 1 or len(tasks) == 1:
        yield from map(compare_one, tasks)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(compare_one, tasks, chunksize=8)


def unreached_rules(coverage):
    rules = [line for line in RULES.read_text().splitlines() if line and not line.startswith("#")]
    return [rule for rule in rules if not coverage[rule]]


def main():
    options = arguments()
    seed = options.seed if options.seed is not None else int(time.time())
    numbers = [options.only] if options.only is not None else range(options.count)
    print(f"seed {seed}, {len(numbers)} scenarios, engine {options.orchestrator}")
    if options.only is None:
        shutil.rmtree(FAILURES, ignore_errors=True)
    coverage, failed = Counter(), []
    tasks = [(options.orchestrator, seed, number) for number in numbers]
    for number, found, reached in compare_all(tasks, options.jobs):
        coverage += reached
        if found:
            failed.append(number)
            if len(failed) <= options.show:
                print(f"\nscenario {number} differs; replay: {replay_command(options.orchestrator, seed, number)}")
                print("\n".join("  " + line for line in found[:12]))
    return report(seed, numbers, coverage, failed)


def report(seed, numbers, coverage, failed):
    print("\nrules reached:")
    for rule, times in sorted(coverage.items()):
        print(f"{times:8d}  {rule}")
    missing = unreached_rules(coverage) if len(numbers) >= FULL_COUNT else []
    for rule in missing:
        print(f"NOT REACHED: {rule}")
    if failed:
        print(f"failures are in {FAILURES}")
    print(f"seed {seed}")
    print(f"{len(numbers) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
