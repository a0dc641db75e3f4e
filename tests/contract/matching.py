"""Matches an expected.json (a JSON subset, see README.md) against a result."""

import math

RELATIVE = 1e-9
FLOOR = 1e-9  # for values that are 0 up to rounding


def mismatches(expected, actual, place="result"):
    """Lines that tell where `actual` does not hold what `expected` asks for; empty when it does."""
    if isinstance(expected, dict) and any(key.startswith("$") for key in expected):
        return helper_mismatches(expected, actual, place)
    if isinstance(expected, dict):
        return object_mismatches(expected, actual, place)
    if isinstance(expected, list):
        return list_mismatches(expected, actual, place)
    return [] if equal(expected, actual) else [f"{place}: expected {expected!r}, got {actual!r}"]


def equal(expected, actual, relative=RELATIVE):
    if is_number(expected) and is_number(actual):
        return math.isclose(expected, actual, rel_tol=relative, abs_tol=FLOOR)
    return type(expected) is type(actual) and expected == actual


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


ABSENT = object()  # stands for a key that is not there


def object_mismatches(expected, actual, place):
    if not isinstance(actual, dict):
        return [f"{place}: expected an object, got {actual!r}"]
    if not expected and actual:
        return [f"{place}: expected {{}}, got {actual!r}"]
    found = []
    for key, value in expected.items():
        if key not in actual and not (isinstance(value, dict) and "$absent" in value):
            found.append(f"{place}.{key} is missing")
        else:
            found += mismatches(value, actual.get(key, ABSENT), f"{place}.{key}")
    return found


def list_mismatches(expected, actual, place):
    if not isinstance(actual, list) or len(actual) != len(expected):
        return [f"{place}: expected {len(expected)} elements, got {actual!r}"]
    return [line for n, value in enumerate(expected) for line in mismatches(value, actual[n], f"{place}[{n}]")]


def helper_mismatches(expected, actual, place):
    """The helpers of README.md; several in one object must all hold."""
    return [line for name, value in expected.items() if name != "tolerance" for line in HELPERS[name](value, actual, place, expected)]


def absent(value, actual, place, _):
    return [] if value is True and actual is ABSENT else [f"{place}: expected to be absent, got {actual!r}"]


def approximately(value, actual, place, expected):
    ok = is_number(actual) and math.isclose(value, actual, rel_tol=expected["tolerance"])
    return [] if ok else [f"{place}: expected about {value!r}, got {actual!r}"]


def length(value, actual, place, _):
    ok = isinstance(actual, list) and len(actual) == value
    return [] if ok else [f"{place}: expected {value} elements, got {actual!r}"]


def codes(value, actual, place, _):
    found = sorted(item["code"] for item in actual)
    return [] if found == sorted(value) else [f"{place}: expected the codes {sorted(value)}, got {found}"]


def contains(value, actual, place, _):
    return [f"{place}: expected to find {part!r} in {actual!r}" for part in value if part not in actual]


HELPERS = {"$absent": absent, "$approx": approximately, "$length": length, "$codes": codes, "$contains": contains}
