"""Reads `orchestrator candles list --json` and writes a configuration that runs over it: own_data_config.py <LIST >CONFIGURATION

Takes the market with the most rows and of each symbol in it the finest series; decides on the first interval of at least an hour
(or the finest stored one, when the stored candles are coarser)."""

import collections
import json
import sys

MINUTES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360, "8h": 480}
MINUTES |= {"12h": 720, "1d": 1440, "3d": 4320, "1w": 10080}
FEWEST_ROWS = 100


def main() -> int:
    listing = json.load(sys.stdin)
    series = listing["series"] if isinstance(listing, dict) else listing
    groups = collections.defaultdict(list)
    for entry in series:
        if entry.get("interval") in MINUTES and entry["rows"] >= FEWEST_ROWS:
            groups[entry["exchange"], entry["market"], entry["interval"]].append(entry)
    if not groups:
        print("demo: no series of at least 100 candles was found in that folder", file=sys.stderr)
        return 3
    (exchange, market, interval), chosen = max(groups.items(), key=lambda item: sum(entry["rows"] for entry in item[1]))
    decision = interval if MINUTES[interval] >= 60 else "1h"
    configuration = {
        "name": "Your own candles",
        "symbols": sorted(entry["symbol"] for entry in chosen),
        "interval": decision,
        "detail_interval": interval,
        "market": "SPOT" if market == "spot" else "PERP",
        "strategy": {"builtin": "ema_cross"},
        "data": {"root": "out/demo/own-data", "exchange": exchange, "market": market},
    }
    json.dump(configuration, sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
