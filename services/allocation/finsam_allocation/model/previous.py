"""The year before, carried over to today's areas: mergers add up, and what moves takes its part along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from finsam_allocation.model.rounding import round_to_unit

Areas = Mapping[UUID, Set[str]]
"""The municipality codes of each federation, as of one day."""


@dataclass(frozen=True, slots=True)
class Part:
    """A municipality's part of its former federation's previous allocation, and where it is now (``None``: nowhere)."""

    municipality_code: str
    before: UUID
    now: UUID | None
    ore: Fraction


def parts(previous_ore: Mapping[UUID, int], k: Mapping[str, Fraction], before: Areas, now: Areas) -> list[Part]:
    """Split each federation's previous allocation (öre) over its municipalities: by k, alike when all k are 0.

    Raises:
        KeyError: a municipality of a federation that had an allocation has no k, or the federation no area.
    """
    home = {code: federation for federation, codes in now.items() for code in codes}
    found = []
    for federation, ore in sorted(previous_ore.items()):
        codes = sorted(before[federation])
        weight = sum((k[code] for code in codes), Fraction(0))
        for code in codes:
            portion = k[code] / weight if weight else Fraction(1, len(codes))
            found.append(Part(code, federation, home.get(code), ore * portion))
    return found


def carried(parts: Iterable[Part]) -> dict[UUID, int]:
    """The previous allocation in öre of each federation that has one, by today's areas.

    Rounded to the öre with their sum kept. A merged federation gets its predecessors' sum; one whose municipalities
    all are new gets none. The part of a municipality that has left every federation is nobody's.
    """
    sums: defaultdict[UUID, Fraction] = defaultdict(Fraction)
    for part in parts:
        if part.now is not None:
            sums[part.now] += part.ore
    return {federation: rounded.ore for federation, rounded in round_to_unit(sums, unit_ore=1).items()}
