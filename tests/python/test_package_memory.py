"""A thousand runs in one process: memory stays where it is."""

import json
import subprocess
import sys

from package_runs import configuration, user_code

RUNS = 1000
WARM_UP = 200  # until caches and the heap have their size
SLOPE_BYTES = 4096

SCRIPT = """
import json, sys
from strategyOrchestrator.StrategyOrchestrator import run_backtest
config, runs = json.loads(sys.argv[1]), int(sys.argv[2])
config["fee_model"] = lambda event: 0.001
config["sizing_model"] = lambda meta, action: 0.2 * meta.equity / meta.reference_price

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

sizes = []
for _ in range(runs):
    result = run_backtest(config)
    assert result["status"] == "ok" and result["trade_log"], result
    sizes.append(resident())
print(json.dumps(sizes))
"""


def slope(values):
    """Least squares, per step."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    return sum((i - middle) * (v - mean) for i, v in enumerate(values)) / sum((i - middle) ** 2 for i in range(count))


def test_memory_is_flat():
    config = configuration(user_code("MomentumStrategy", window=5), symbols=["BTCUSDT"], num_iterations=150, parallel_symbols=1)
    command = [sys.executable, "-c", SCRIPT, json.dumps(config), str(RUNS)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    sizes = json.loads(done.stdout)
    grown = slope(sizes[WARM_UP:])
    assert grown < SLOPE_BYTES, f"{grown:.0f} bytes a run"
