"""From an exact value to the number that is shown: once, at the very end."""

from __future__ import annotations

from fractions import Fraction


def rounded(value: Fraction, precision: int = 1) -> int:
    """The nearest multiple of ``precision``; half goes away from zero, so that +2½ and −2½ mirror each other.

    Shares are rounded half up from exact ratios (domain: reporting, the national report).
    """
    steps = abs(value) / precision
    whole = int(steps + Fraction(1, 2)) * precision
    return whole if value >= 0 else -whole
