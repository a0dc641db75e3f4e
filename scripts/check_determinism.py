#!/usr/bin/env python3
"""Fails where a core room could give different results for equal input: clocks, global randomness, hash order, locale, thread identity.

A line that is right all the same says so with `// determinism: why` at its end."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENGINE = ROOT / "src" / "orchestrator"

# Rooms whose output must be a function of their input alone. repository and telemetry touch files, networks and terminals.
CORE_ROOMS = ("base", "market", "indicators", "strategies", "trades", "policies", "portfolio", "components", "engine", "results")

BANNED = {
    r"std::rand\b|\bsrand\(": "std::rand has global state: use base/random.h",
    r"std::random_device|std::mt19937|std::default_random_engine": "randomness is a function of identity: use base/random.h",
    r"_distribution<": "standard distributions differ between libraries: use base/random.h",
    r"(system|steady|high_resolution)_clock|\bgettimeofday\(|\bclock_gettime\(|std::time\(|\btime\(nullptr\)": "a clock in the core",
    r"std::setlocale|std::locale\b|\bstrftime\(": "locale changes text",
    r"this_thread::get_id": "thread identity must not matter",
    r"std::hash<": "std::hash differs between libraries: use xxHash",
    r"std::reduce\b|std::execution::": "the order of a sum must be fixed",
    r"#\s*pragma\s+(omp|GCC\s+optimize)|-ffast-math": "reassociation changes the last digit",
}

UNORDERED_NAME = re.compile(r"unordered_(?:multi)?(?:map|set)<[^;{}()]*>\s*&?\s*(\w+)\s*[;={,)]")
EXCUSE = re.compile(r"//\s*determinism:\s*\S")
COMMENT = re.compile(r"//.*$")


def unordered_names(path: pathlib.Path) -> set[str]:
    """Names declared as unordered containers in a file or in the header beside it."""
    texts = [path.read_text()]
    header = path.with_suffix(".h")
    if header != path and header.exists():
        texts.append(header.read_text())
    return {name for text in texts for name in UNORDERED_NAME.findall(text)}


def walks(line: str, names: set[str]) -> str | None:
    for name in names:
        if re.search(rf":\s*(?:\w+(?:\.|->))?{name}\s*\)", line) or re.search(rf"\b{name}\.c?begin\(\)", line):
            return name
    return None


def faults_of(path: pathlib.Path):
    names = unordered_names(path)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if EXCUSE.search(line):
            continue
        code = COMMENT.sub("", line)
        for pattern, why in BANNED.items():
            if re.search(pattern, code):
                yield number, why
        if name := walks(code, names):
            yield number, f"walks over the unordered container '{name}': its order is the library's"


def main() -> int:
    status = 0
    for room in CORE_ROOMS:
        for path in sorted([*(ENGINE / room).rglob("*.h"), *(ENGINE / room).rglob("*.cpp")]):
            for number, fault in faults_of(path):
                print(f"{path.relative_to(ROOT)}:{number}: {fault}")
                status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
