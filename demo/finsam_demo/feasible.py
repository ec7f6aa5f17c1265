"""Which printed comparisons with 2023 can hold together, by exact arithmetic on intervals.

A change is printed in whole percentage points, so each one leaves the share of 2023 an interval of one point.
Intervals that cannot meet are a contradiction in the report, whatever the registrations were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import floor

HALF_A_POINT = Fraction(1, 200)


@dataclass(frozen=True)
class Interval:
    """Shares above ``low`` and up to ``high``."""

    low: Fraction
    high: Fraction


ANY = Interval(Fraction(0), Fraction(1))
"""What a share may be whose printed comparison is given up."""


def points(now: Fraction, before: Fraction) -> int:
    """The change of a share in whole percentage points, half up from the exact difference."""
    return floor((now - before) * 100 + Fraction(1, 2))


def before(now: Fraction, change: int) -> Interval:
    """The shares of the year before from which ``now`` is a change of so many points."""
    middle = now - Fraction(change, 100)
    return Interval(middle - HALF_A_POINT, middle + HALF_A_POINT)


def make_one_whole(shares: Iterable[Interval]) -> bool:
    """Whether shares of one whole can lie in their intervals: they have to sum to 1."""
    every = list(shares)
    return sum(one.low for one in every) < 1 <= sum(one.high for one in every)


def mean(weights: Mapping[str, Interval], values: Mapping[str, Interval]) -> Interval:
    """Bounds of the weighted mean of ``values`` when the weights lie in their intervals and sum to 1."""
    return Interval(
        _least(weights, {key: value.low for key, value in values.items()}),
        -_least(weights, {key: -value.high for key, value in values.items()}),
    )


def meet(one: Interval, other: Interval) -> bool:
    """Whether some share lies in both."""
    return max(one.low, other.low) < min(one.high, other.high)


def largest_sets(keys: Collection[str], together: Callable[[frozenset[str]], bool]) -> list[frozenset[str]]:
    """The largest sets of comparisons that hold together, by trying all sets from the whole downwards."""
    found: list[frozenset[str]] = []
    for length in range(len(keys), -1, -1):
        for some in map(frozenset, combinations(sorted(keys), length)):
            if together(some) and not any(some < larger for larger in found):
                found.append(some)
    return found


def _least(weights: Mapping[str, Interval], values: Mapping[str, Fraction]) -> Fraction:
    """The least weighted sum: every weight at its low, then the smallest values get what is left to 1."""
    left = 1 - sum(weight.low for weight in weights.values())
    total = sum((weights[key].low * values[key] for key in weights), Fraction(0))
    for key in sorted(weights, key=lambda key: values[key]):
        more = min(left, weights[key].high - weights[key].low)
        total, left = total + more * values[key], left - more
    if left:
        raise ValueError("the weights cannot sum to 1")
    return total
