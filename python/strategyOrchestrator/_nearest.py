"""Hints for misspelled names."""

import difflib
from collections.abc import Iterable


def hint(name: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?``, or the known names."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return "known: " + ", ".join(names[:20]) if names else ""
