"""How often each rule was reached: the random scenarios must reach them all."""

from collections import Counter

COVERAGE = Counter()


def hit(rule):
    COVERAGE[rule] += 1
