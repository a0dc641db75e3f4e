"""Runs every folder of tests/contract through the command: see README.md there."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from matching import mismatches

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SEMANTICS = ROOT / "docs" / "semantics.md"
STRATEGIES = ROOT / "docs" / "strategies.md"
README = HERE / "README.md"
SENTENCES = json.loads((HERE / "sentences.json").read_text())
CASES = sorted(path.parent.name for path in HERE.glob("*/config.json"))
TIMEOUT_S = 60
RULE = re.compile(r"(\d\d)_(\d|[a-z])_")  # of a case's name
SECTION = re.compile(r"(\d\d)_")


def binary():
    path = os.environ.get("ORCHESTRATOR_BIN", str(ROOT / "build/release/bin/orchestrator"))
    if not Path(path).exists():
        pytest.fail(f"{path} does not exist: build it, or set ORCHESTRATOR_BIN")
    return path


def run(config):
    """(exit status, the one JSON document on stdout)."""
    done = subprocess.run(
        [binary(), "run", "--quiet", "--config", str(config)], capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    try:
        return done.returncode, json.loads(done.stdout)
    except json.JSONDecodeError:
        pytest.fail(f"exit status {done.returncode}, no JSON on stdout: {done.stdout[:2000]}\n{done.stderr[-2000:]}")


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    expected = json.loads((HERE / name / "expected.json").read_text())
    status, result = run(HERE / name / "config.json")
    found = mismatches(expected.pop("exit", 0), status, "exit") + mismatches(expected, result)
    sentence = json.loads((HERE / name / "config.json").read_text()).get("name")
    assert not found, "\n".join([sentence or name, *found, f"error: {result.get('error')}"])


@pytest.mark.parametrize("name", CASES)
def test_case_says_its_rule(name):
    config = json.loads((HERE / name / "config.json").read_text())
    expected = json.loads((HERE / name / "expected.json").read_text())
    start = r"\d+(\.\w)?\b" if SECTION.match(name) else f"{strategy_of(name)}( \\d)?: "
    assert re.match(start, config["name"]), "`name` starts with the rule's number, or the strategy, and says the arithmetic"
    assert expected, "an empty expected.json cannot fail"


def rules_of(text):
    """Ids of the notes (5.b) and of the numbered rules (5.2) of docs/semantics.md."""
    section, found = 0, set()
    for line in text.splitlines():
        if heading := re.match(r"## (\d+)\.", line):
            section = int(heading[1])
            found.add(f"{section}")
        elif note := re.match(r"- (\d+\.(?:\d|[a-z]))\b", line):
            found.add(note[1])
        elif section and (rule := re.match(r" *(\d)\. ", line)):
            found.add(f"{section}.{rule[1]}")
    return found


def covered():
    """Rules that a case is named after; a name without one stands for its section's contract."""
    rules = {f"{int(match[1])}.{match[2]}" for name in CASES if (match := RULE.match(name))}
    return rules | {str(int(match[1])) for name in CASES if (match := SECTION.match(name)) and not RULE.match(name)}


def without_a_case():
    """Rules that README.md lists as not observable here, each with its reason."""
    return dict(re.findall(r"^\| (\d+\.\w) \| (.+) \|$", README.read_text(), re.MULTILINE))


def test_every_rule_has_a_case():
    missing = rules_of(SEMANTICS.read_text()) - covered() - without_a_case().keys()
    assert not missing, f"no case in tests/contract is named after {sorted(missing)}: add one, or a reason in its README.md"


def test_every_case_and_exception_is_of_a_rule():
    known = rules_of(SEMANTICS.read_text())
    assert not covered() - known, f"docs/semantics.md has no rule {sorted(covered() - known)}"
    assert not without_a_case().keys() - known, f"README.md excuses unknown rules {sorted(without_a_case().keys() - known)}"
    both = without_a_case().keys() & covered()
    assert not both, f"README.md excuses rules that have a case: {sorted(both)}"


def strategy_rules(text):
    """{token: its numbered rules} of the built-in strategies of docs/strategies.md."""
    found, token = {}, None
    for line in text.splitlines():
        if line.startswith("## "):
            heading = re.match(r"## `(\w+)`", line)
            token = heading and heading[1]
            if token:
                found[token] = []
        elif token and (rule := re.match(r"(\d)\. ", line)):
            found[token].append(rule[1])
    return found


def strategy_of(name):
    """The strategy that a case is named after; None for none."""
    return next((token for token in strategy_rules(STRATEGIES.read_text()) if name.startswith(token + "_")), None)


def test_every_strategy_and_its_rules_have_a_case():
    wanted = {token + "_" for token in strategy_rules(STRATEGIES.read_text())}
    wanted |= {f"{token}_{rule}_" for token, rules in strategy_rules(STRATEGIES.read_text()).items() for rule in rules}
    missing = {start for start in wanted if not any(name.startswith(start) for name in CASES)}
    assert not missing, f"no case in tests/contract is named after {sorted(missing)}"
    strange = [name for name in CASES if not SECTION.match(name) and not strategy_of(name)]
    assert not strange, f"neither a section of docs/semantics.md nor a strategy begins these names: {strange}"


def sentences_of(text):
    """(section, sentence) of the contract's unnumbered sentences, which come before the notes of a section."""
    section, in_contract = "0", False
    for line in text.splitlines():
        if heading := re.match(r"## (\d+)\.", line):
            section, in_contract = heading[1], True
        elif line.startswith("Notes:"):
            in_contract = False
        elif in_contract and re.match(r"- (?!\d+\.)", line):
            yield section, line[2:]


def test_every_sentence_of_the_contract_has_a_case():
    found = list(sentences_of(SEMANTICS.read_text()))
    missing = [line for section, line in found if not any(line.startswith(words) for words in SENTENCES.get(section, {}))]
    assert not missing, f"sentences.json names no case for: {missing}"
    known = [(section, words) for section, all_words in SENTENCES.items() for words in all_words]
    gone = [(section, words) for section, words in known if not any(s == section and line.startswith(words) for s, line in found)]
    assert not gone, f"docs/semantics.md has no such sentence: {gone}"


def test_the_cases_that_sentences_name_exist():
    named = {case for words in SENTENCES.values() for cases in words.values() if isinstance(cases, list) for case in cases}
    assert not named - set(CASES), f"sentences.json names cases that are not here: {sorted(named - set(CASES))}"
