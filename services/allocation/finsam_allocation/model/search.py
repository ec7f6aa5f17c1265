"""The search for λ: the exact rate at which what the federations draw is what there is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from finsam_allocation.model.bounds import Bounds


@dataclass(frozen=True, slots=True)
class Draw:
    """What a federation draws at a rate λ: base + λ · k, kept within its bounds."""

    base_ore: int
    k: Fraction
    bounds: Bounds

    def unbounded(self, rate: Fraction) -> Fraction:
        """Base + λ · k in öre, before floor and cap."""
        return self.base_ore + rate * self.k

    def at(self, rate: Fraction) -> Fraction:
        """a(λ) in öre, exact."""
        return self.bounds.clamp(self.unbounded(rate))

    def breakpoints(self) -> list[Fraction]:
        """The rates above 0 at which the draw leaves its floor or meets its cap."""
        if self.k == 0:
            return []
        ends = (end for end in (self.bounds.floor_ore, self.bounds.cap_ore) if end is not None)
        return [rate for rate in ((end - self.base_ore) / self.k for end in ends) if rate > 0]

    @property
    def grows_for_ever(self) -> bool:
        """Whether no cap ever stops it."""
        return self.bounds.cap_ore is None and self.k > 0


def total(draws: Sequence[Draw], rate: Fraction) -> Fraction:
    """Σ a(λ) in öre: never falling in λ, linear between two breakpoints."""
    return sum((draw.at(rate) for draw in draws), Fraction(0))


def find_rate(draws: Sequence[Draw], distributable_ore: int) -> Fraction | None:
    """The lowest λ ≥ 0 with Σ a(λ) = R; at most the last breakpoint when every cap binds before.

    ``None`` when even λ = 0 draws more than R.
    """
    points = sorted({Fraction(0)}.union(*(draw.breakpoints() for draw in draws)))
    reached = bisect_left(points, Fraction(distributable_ore), key=lambda rate: total(draws, rate))
    if reached == len(points):
        return _beyond(draws, points[-1], distributable_ore)
    if total(draws, points[reached]) == distributable_ore:
        return points[reached]
    return _between(draws, points[reached - 1], points[reached], distributable_ore) if reached else None


def _between(draws: Sequence[Draw], lower: Fraction, upper: Fraction, distributable_ore: int) -> Fraction:
    """λ on the straight line between two neighbouring breakpoints with Σ a below R and above R."""
    below, above = total(draws, lower), total(draws, upper)
    return lower + (upper - lower) * (distributable_ore - below) / (above - below)


def _beyond(draws: Sequence[Draw], last: Fraction, distributable_ore: int) -> Fraction:
    """λ after the last breakpoint, where only those without a cap still grow."""
    slope = sum((draw.k for draw in draws if draw.grows_for_ever), Fraction(0))
    return last + (distributable_ore - total(draws, last)) / slope if slope else last
