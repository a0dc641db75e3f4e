#!/usr/bin/env python3
"""clang-tidy over the engine and the command, one file a core, skipping what it passed before: run_tidy.py [FILE...]

A file that passed is remembered by a hash of everything that could change the verdict: its text, the project headers it reaches,
the checks, the tool's version and the compile command. So a second run looks only at what changed."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "lint"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "strategy-orchestrator" / "tidy"
VERSIONS = (19, 18, 17, 16, 15)
CHECKED = ("src/", "cli/")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def find_tidy() -> str:
    for version in VERSIONS:
        if found := shutil.which(f"clang-tidy-{version}"):
            if version != VERSIONS[0]:
                print(f"clang-tidy-{VERSIONS[0]} is not here: using version {version}, whose checks differ a little")
            return found
    sys.exit("clang-tidy (version 15 or newer) is not here: run `make setup`")


def compile_commands() -> dict[pathlib.Path, str]:
    """Configures (a second; nothing is built) so that new files are in, then reads the commands."""
    done = subprocess.run(["cmake", "--preset", "lint"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    subprocess.run(["cmake", "--build", BUILD, "--target", "orchestrator_commit"], check=True, capture_output=True)
    entries = json.loads((BUILD / "compile_commands.json").read_text())
    commands = {pathlib.Path(entry["file"]): entry["command"] for entry in entries}
    return {path: text for path, text in commands.items() if str(path.relative_to(ROOT)).startswith(CHECKED)}


def included_files(path: pathlib.Path, known: dict[pathlib.Path, set[pathlib.Path]]) -> set[pathlib.Path]:
    """Every project file that a file reaches through includes, itself among them."""
    reached, open_files = set(), [path]
    while open_files:
        current = open_files.pop()
        if current in reached:
            continue
        reached.add(current)
        if current not in known:
            names = INCLUDE.findall(current.read_text())
            places = [folder / name for name in names for folder in (current.parent, ROOT / "src", ROOT)]
            known[current] = {place.resolve() for place in places if place.is_file()}
        open_files.extend(known[current])
    return reached


def verdict_key(path: pathlib.Path, command: str, tool: str, known: dict) -> str:
    digest = hashlib.sha256(f"{tool}\n{command.replace(str(ROOT), '')}".encode())
    for reached in sorted(included_files(path, known)):
        digest.update(f"{reached.relative_to(ROOT)}\n".encode())
        digest.update(reached.read_bytes())
    return digest.hexdigest()


def tidy(tool: str, path: pathlib.Path) -> tuple[pathlib.Path, str]:
    """The complaints about one file, empty when there are none."""
    command = [tool, "-p", str(BUILD), "--quiet", "--extra-arg=-Wno-unknown-warning-option", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return path, "" if done.returncode == 0 else (done.stdout + done.stderr).strip()


def tool_identity(tool: str) -> str:
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    requirements = [*sorted((ROOT / "requirements").rglob("build.txt")), ROOT / ".clang-tidy"]
    return version + "".join(path.read_text() for path in requirements)


def main() -> int:
    tool = find_tidy()
    commands = compile_commands()
    if asked := {pathlib.Path(name).resolve() for name in sys.argv[1:]}:
        commands = {path: text for path, text in commands.items() if path in asked}
    identity, known = tool_identity(tool), {}
    keys = {path: verdict_key(path, shlex.join(shlex.split(text)), identity, known) for path, text in commands.items()}
    todo = [path for path in commands if not (CACHE / keys[path]).exists()]
    CACHE.mkdir(parents=True, exist_ok=True)
    complaints = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, text in pool.map(lambda path: tidy(tool, path), todo):
            if text:
                print(text, flush=True)
                complaints += 1
            else:
                (CACHE / keys[path]).touch()
    print(f"  clang-tidy: {len(commands)} files, {len(todo)} looked at, {complaints} with complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
