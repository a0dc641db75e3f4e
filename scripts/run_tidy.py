#!/usr/bin/env python3
"""clang-tidy over the engine and the command, one group of files a core, skipping what it passed before: run_tidy.py [FILE...]

A file that passed is remembered by a hash of everything that could change the verdict: its text, the project headers it reaches,
the checks, the tool's version and the compile command. So a second run looks only at what changed."""

import collections
import concurrent.futures
import hashlib
import itertools
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
UNITS = BUILD / "tidy"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "strategy-orchestrator" / "tidy"
GROUP_SIZE = 8
VERSIONS = (19, 18, 17, 16, 15)
CHECKED = ("src/", "cli/")
# The analyzer's quick mode: half the time (12.7 to 6.0 s on one file). What the deep one would find besides was not compared.
ANALYZER_DEPTH = [f"--extra-arg={word}" for word in ("-Xclang", "-analyzer-config", "-Xclang", "mode=shallow")]
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


def groups_of(todo: list[pathlib.Path], commands: dict[pathlib.Path, str]) -> list[list[pathlib.Path]]:
    """Neighbours that are compiled alike, some at a time: headers are then read once a group, which is nearly three times as fast."""
    alike = itertools.groupby(sorted(todo), key=lambda path: (str(path.parent), flags_of(path, commands)))
    return [list(group) for _, files in alike for group in split(list(files))]


def split(files: list[pathlib.Path]) -> list[list[pathlib.Path]]:
    return [files[begin : begin + GROUP_SIZE] for begin in range(0, len(files), GROUP_SIZE)]


def flags_of(path: pathlib.Path, commands: dict[pathlib.Path, str]) -> str:
    """A compile command without its own file and object."""
    words = shlex.split(commands[path])
    return shlex.join(word for i, word in enumerate(words) if word not in ("-o", str(path)) and words[i - 1] != "-o")


def write_group(number: int, group: list[pathlib.Path], commands: dict[pathlib.Path, str]) -> dict[str, str]:
    """A source that includes the group's sources, and its entry for compile_commands.json."""
    source = UNITS / f"unit_{number}.cpp"
    source.write_text("".join(f'#include "{path}"  // NOLINT\n' for path in group))
    return {"directory": str(BUILD), "file": str(source), "command": f"{flags_of(group[0], commands)} {source}"}


def tidy(tool: str, database: pathlib.Path, path: pathlib.Path) -> str:
    """The complaints about one source, empty when there are none."""
    command = [
        tool,
        "-p",
        str(database),
        "--quiet",
        f"--config-file={ROOT}/.clang-tidy",
        "--extra-arg=-Wno-unknown-warning-option",
        *ANALYZER_DEPTH,
        str(path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stdout.strip() or done.stderr.strip()) + "\n"


def complaints_of(text: str) -> list[str]:
    """The tool's output cut at each complaint's first line."""
    return re.split(r"^(?=/[^\n]*?:\d+:\d+: (?:error|warning):)", text, flags=re.MULTILINE)


def complaints_by_file(text: str) -> dict[pathlib.Path, str]:
    """The complaints by the file that each is about."""
    found = collections.defaultdict(str)
    for part in complaints_of(text):
        if part.startswith("/"):
            found[pathlib.Path(part.split(":", 1)[0])] += part
    return found


def tidy_group(tool: str, entry: dict[str, str], group: list[pathlib.Path]) -> dict[pathlib.Path, str]:
    """Complaints by file; those about a header are every file's. A group that does not compile as one is looked at file by file."""
    text = tidy(tool, UNITS, pathlib.Path(entry["file"]))
    if not text:
        return dict.fromkeys(group, "")
    found = complaints_by_file(text)
    if found and "[clang-diagnostic" not in text:
        shared = "".join(part for path, part in found.items() if path not in group)
        return {path: found.get(path, "") + shared for path in group}
    return {path: tidy(tool, BUILD, path) for path in group}


def tool_identity(tool: str) -> str:
    version = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout
    requirements = [*sorted((ROOT / "requirements").rglob("build.txt")), ROOT / ".clang-tidy"]
    return version + "".join(path.read_text() for path in requirements)


def look_at(tool: str, todo: list[pathlib.Path], commands: dict[pathlib.Path, str]):
    """Yields (file, complaints) as the groups end."""
    shutil.rmtree(UNITS, ignore_errors=True)
    UNITS.mkdir(parents=True)
    groups = groups_of(todo, commands)
    entries = [write_group(number, group, commands) for number, group in enumerate(groups)]
    (UNITS / "compile_commands.json").write_text(json.dumps(entries))
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        pending = [pool.submit(tidy_group, tool, entry, group) for entry, group in zip(entries, groups, strict=True)]
        for done in concurrent.futures.as_completed(pending):
            yield from done.result().items()


def main() -> int:
    tool = find_tidy()
    commands = compile_commands()
    if asked := {pathlib.Path(name).resolve() for name in sys.argv[1:]}:
        commands = {path: text for path, text in commands.items() if path in asked}
    identity, known = tool_identity(tool), {}
    keys = {path: verdict_key(path, shlex.join(shlex.split(text)), identity, known) for path, text in commands.items()}
    todo = [path for path in commands if not (CACHE / keys[path]).exists()]
    CACHE.mkdir(parents=True, exist_ok=True)
    complaints, told = 0, set()
    for path, text in look_at(tool, todo, commands):
        if text:
            new = [part for part in dict.fromkeys(complaints_of(text)) if part not in told]  # one header's reach many files
            print("".join(new), end="", flush=True)
            told.update(new)
            complaints += 1
        else:
            (CACHE / keys[path]).touch()
    print(f"  clang-tidy: {len(commands)} files, {len(todo)} looked at, {complaints} with complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
