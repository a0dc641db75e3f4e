"""Reads `orchestrator candles list --json` and writes a configuration that runs over it: own_data_config.py <LIST >CONFIGURATION

Takes the market with the most rows and every symbol in it. Orders are filled on the finest interval that all of them have (finer
ones are resampled); decisions are made hourly, or on that interval when it is coarser than an hour."""

import collections
import json
import sys

HOUR = 60
MINUTES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": HOUR, "2h": 120, "4h": 240, "6h": 360, "8h": 480}
MINUTES |= {"12h": 720, "1d": 1440, "3d": 4320, "1w": 10080}
FEWEST_ROWS = 100


def usable_markets(listing: dict) -> dict[tuple[str, str], dict[str, dict]]:
    """(exchange, market) -> symbol -> its finest series."""
    markets = collections.defaultdict(dict)
    for entry in listing["series"]:
        if entry["kind"] != "candles" or entry["rows"] < FEWEST_ROWS:
            continue
        symbols = markets[entry["exchange"], entry["market"]]
        known = symbols.get(entry["symbol"])
        if known is None or MINUTES[entry["interval"]] < MINUTES[known["interval"]]:
            symbols[entry["symbol"]] = entry
    return markets


def without_coarse_ones(symbols: dict[str, dict]) -> dict[str, dict]:
    """Only the symbols that allow hourly decisions, when there are any."""
    hourly = {symbol: entry for symbol, entry in symbols.items() if MINUTES[entry["interval"]] <= HOUR}
    return hourly or symbols


def configuration_for(exchange: str, market: str, symbols: dict[str, dict]) -> dict:
    detail = max((entry["interval"] for entry in symbols.values()), key=MINUTES.__getitem__)
    return {
        "name": "Your own candles",
        "symbols": sorted(symbols),
        "interval": detail if MINUTES[detail] > HOUR else "1h",
        "detail_interval": detail,
        "market": "SPOT" if market == "spot" else "PERP",
        "strategy": {"builtin": "ema_cross"},
        "equity_curve": {"resolution": "1h"},
        "data": {"root": "out/demo/own-data", "exchange": exchange, "market": market},
    }


def main() -> int:
    markets = usable_markets(json.load(sys.stdin))
    if not markets:
        print(f"demo: no series of at least {FEWEST_ROWS} candles was found in that folder", file=sys.stderr)
        return 3
    (exchange, market), symbols = max(markets.items(), key=lambda item: sum(entry["rows"] for entry in item[1].values()))
    json.dump(configuration_for(exchange, market, without_coarse_ones(symbols)), sys.stdout, indent=2)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
