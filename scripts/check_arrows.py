#!/usr/bin/env python3
"""Fails on an include against the arrows of ARCHITECTURE.md, and on a heavy library in a header of the engine."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINE = ROOT / "src" / "orchestrator"

# Room -> rooms whose headers it may include (its own always). Arrows go one way: nothing here may form a circle.
ARROWS = {
    "base": set(),
    "market": {"base"},
    "indicators": {"base", "market"},
    "repository": {"base", "market", "indicators"},
    "importing": {"base", "market", "repository", "telemetry"},
    "strategies": {"base", "market", "indicators"},
    "trades": {"base", "market", "indicators", "strategies"},
    "policies": {"base", "market", "indicators", "strategies", "trades"},
    "portfolio": {"base", "market", "indicators", "strategies", "trades", "policies"},
    "components": {"base", "market", "indicators", "strategies", "trades", "policies"},
    "telemetry": {"base", "market", "trades", "portfolio"},
    "results": {"base", "market", "trades", "portfolio"},
}
ARROWS["engine"] = set(ARROWS) - {"importing"}  # filling the store is not a run's business
ARROWS["checking"] = ARROWS["engine"] | {"engine"}

# Slow to compile, so sources only (nlohmann/json_fwd.hpp is fine in a header).
SOURCES_ONLY = re.compile(r"^(nlohmann/json\.hpp|CLI/|valijson/|arrow/|parquet/|spdlog/|curl/|zip\.h)")

INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')


def includes(path: pathlib.Path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if found := INCLUDE.match(line):
            yield number, found.group(1)


def arrow_fault(room: str, included: str) -> str | None:
    parts = included.split("/")
    if parts[0] != "orchestrator" or len(parts) < 3 or parts[1] == room:
        return None
    if room not in ARROWS:
        return f"room '{room}' is not in the table of {pathlib.Path(__file__).name}"
    if parts[1] not in ARROWS[room]:
        return f"{room} must not know {parts[1]} ({included})"
    return None


def faults_of(path: pathlib.Path):
    room = path.relative_to(ENGINE).parts[0]
    for number, included in includes(path):
        if fault := arrow_fault(room, included):
            yield number, fault
        if path.suffix == ".h" and SOURCES_ONLY.match(included):
            yield number, f"{included} belongs into a source file, not into a header"


def circle_in_table() -> str | None:
    """A room that reaches itself through the table, which would make the table worthless."""
    for room in ARROWS:
        reached, open_rooms = set(), set(ARROWS[room])
        while open_rooms:
            reached |= open_rooms
            open_rooms = set().union(*(ARROWS[r] for r in open_rooms)) - reached
        if room in reached:
            return room
    return None


def main() -> int:
    if room := circle_in_table():
        print(f"the table of arrows has a circle through {room}")
        return 1
    status = 0
    for path in sorted([*ENGINE.rglob("*.h"), *ENGINE.rglob("*.cpp")]):
        for number, fault in faults_of(path):
            print(f"{path.relative_to(ROOT)}:{number}: {fault}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
