"""Arithmetic spreading: how a printed total becomes rows, without chance and without a rounding loss."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def apportion(total: int, weights: Sequence[int], at_least: int = 0) -> list[int]:
    """Whole parts of ``total`` in proportion to ``weights`` (largest remainder, ties by position).

    The parts sum to ``total`` exactly; each is at least ``at_least``, and that is all a zero weight gets.
    Raises ValueError when the minimum alone is more than the total, or when nobody may have the rest.
    """
    rest = total - at_least * len(weights)
    whole = sum(weights)
    if rest < 0 or (rest and not whole):
        raise ValueError(f"{total} cannot be apportioned over {len(weights)} weights with at least {at_least} each")
    parts = [rest * weight // whole if whole else 0 for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(rest * weights[i] % whole) if whole else 0, i))
    for index in by_remainder[: rest - sum(parts)]:
        parts[index] += 1
    return [part + at_least for part in parts]


def interleave(counts: Mapping[K, int]) -> list[K]:
    """Each key as many times as its count says, evenly mixed: the j-th of n stands at (2j+1)/2n of the way."""
    places = [
        (Fraction(2 * nth + 1, 2 * count), order, key)
        for order, (key, count) in enumerate(counts.items())
        for nth in range(count)
    ]
    return [key for _, _, key in sorted(places, key=lambda place: place[:2])]


def size(number: int) -> int:
    """The relative size, 3 to 13, of intervention ``number``: neighbours differ, nothing repeats within eleven."""
    return 3 + number * 7 % 11
