"""The matcher finds what differs: a matcher that lets everything pass would make every case worthless."""

import pytest
from matching import mismatches

RESULT = {"a": 1.0, "list": [{"code": "x", "n": 2}, {"code": "y"}], "text": "row 2 of", "none": None, "empty": {}, "whole": 0}

HOLDS = [
    {"a": 1.0 + 5e-10},
    {"a": 1},
    {"none": None, "empty": {}, "whole": 0.0},
    {"list": [{"n": 2}, {"code": "y"}]},
    {"list": {"$codes": ["y", "x"]}},
    {"list": {"$length": 2}},
    {"text": {"$contains": ["row 2"]}},
    {"other": {"$absent": True}},
    {"a": {"$approx": 1.05, "tolerance": 0.1}},
]
FAILS = [
    {"a": 1.0 + 5e-9},
    {"a": None},
    {"a": "1.0"},
    {"none": 0},
    {"other": 1},
    {"other": None},
    {"empty": {"k": 1}},
    {"list": {}},
    {"list": [{"n": 2}]},
    {"list": [{"n": 3}, {"code": "y"}]},
    {"list": {"$codes": ["x"]}},
    {"list": {"$codes": ["x", "y", "y"]}},
    {"list": {"$length": 3}},
    {"text": {"$contains": ["row 2", "row 3"]}},
    {"a": {"$absent": True}},
    {"a": {"$approx": 1.5, "tolerance": 0.1}},
    {"whole": False},
]


@pytest.mark.parametrize("expected", HOLDS)
def test_holds(expected):
    assert mismatches(expected, RESULT) == []


@pytest.mark.parametrize("expected", FAILS)
def test_fails(expected):
    assert len(mismatches(expected, RESULT)) == 1


def test_an_empty_object_matches_only_an_empty_one():
    assert mismatches({"rejections": {}}, {"rejections": {"cash": 1}})
    assert not mismatches({"rejections": {}}, {"rejections": {}})
