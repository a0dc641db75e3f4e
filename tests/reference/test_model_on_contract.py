"""The model against the cases of tests/contract, whose numbers are worked out by hand: where the model misreads a rule just as the
engine does, comparing the two finds nothing, but these do."""

import json
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CONTRACT = HERE.parent / "contract"
sys.path[:0] = [str(HERE), str(CONTRACT)]
import model  # noqa: E402
from matching import mismatches  # noqa: E402

KNOWN = ("status", "detail_interval", "trade_log", "rejections", "rejected_proposals", "counts", "equity_curve", "final_cash", "metrics")
TEXTS = ("strategy_name", "meta", "values", "symbol")  # of rows, which the model leaves out (a trade's symbol is compared)
NOT_MODELLED = {
    "10_keys_of_a_result": "the document itself",
    "ensemble_meta_names_the_votes": "meta",
    "01_h_a_perpetual_named_on_spot": "spellings of symbols",
}


def comparable(expected):
    """The parts of a case's expectation that the model has."""
    known = {key: value for key, value in expected.items() if key in (*KNOWN, "intrabar_report")}
    for name, left_out in (("trade_log", TEXTS[:2]), ("rejected_proposals", TEXTS[2:])):
        if isinstance(known.get(name), list):
            known[name] = [{key: value for key, value in row.items() if key not in left_out} for row in known[name]]
    return known


def cases():
    for path in sorted(CONTRACT.glob("*/config.json")):
        name = path.parent.name
        config, expected = json.loads(path.read_text()), json.loads((path.parent / "expected.json").read_text())
        config.pop("name")
        wanted = comparable(expected)
        if expected.get("exit", 0) == 0 and wanted and "on_strategy_error" not in config and name not in NOT_MODELLED:
            yield pytest.param(config, wanted, id=name)


@pytest.mark.parametrize(("config", "expected"), list(cases()))
def test_case(config, expected):
    result = model.run(config)
    found = mismatches(expected, {key: value for key, value in result.items() if key in (*KNOWN, "intrabar_report")})
    assert not found, "\n".join(found)
