"""The malformed configurations of tests/malformed, through the command: one document that says what is wrong, and the exit status."""

import json

import pytest
from engine_command import ROOT, orchestrator

CASES = [json.loads(line) for line in (ROOT / "tests/malformed/cases.jsonl").read_text().splitlines()]
NO_INTERPRETER = {"ORCHESTRATOR_PYTHON": "/nonexistent/python3"}
BASE = {"symbols": ["BTCUSDT"], "interval": "1h", "strategy": "ema_cross"}


def text_of(case):
    if "text" in case:
        return case["text"]
    config = {**BASE, **case["with"]}
    for key in case.get("without", []):
        del config[key]
    return json.dumps(config, sort_keys=True)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_is_refused_for_its_reason(case, tmp_path):
    overrides = [argument for change in case.get("set", []) for argument in ("--set", change)]
    config = ROOT / "tests/malformed" if "module" in json.dumps(case) else tmp_path
    done = orchestrator("run", "--quiet", *overrides, text=text_of(case), status=case.get("status", 2), cwd=config, env=NO_INTERPRETER)
    document = json.loads(done.stdout)
    assert document["status"] == "failed"
    assert list(document) == ["status", "error"]
    assert document["error"]["code"] == case["code"]
    assert document["error"]["where"] == case["where"]
    assert case["hint"] in document["error"]["hint"]
    assert "Traceback" not in done.stdout
