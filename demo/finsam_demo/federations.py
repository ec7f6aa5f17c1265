"""The 72 federations that the data set registers for, and which part each of them plays."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import isqrt

DATA = files("finsam_demo") / "data"
LATE = 7
"""Federations that registered nothing in 2023: 72 − 65 (report, section 2.1.1)."""
STRUCTURAL_ONLY = 8
"""Federations without individual interventions in 2024: 69 − 61 (report, section 3.2)."""


@dataclass(frozen=True)
class Federation:
    """A federation by its registered name; ``inhabitants`` (16–64, an estimate for 2022) only spreads the rows."""

    name: str
    inhabitants: int
    ended_2024: bool

    @property
    def weight(self) -> int:
        """What a federation gets of a whole: by the root of its size, or a few cities would have it all."""
        return isqrt(self.inhabitants)


@dataclass(frozen=True)
class Cast:
    """Who plays which part; every federation is in exactly one of the first four."""

    usual: Sequence[Federation]
    structural_only: Sequence[Federation]
    late: Sequence[Federation]
    ended: Sequence[Federation]

    @property
    def registered_2023(self) -> list[Federation]:
        """The 65 that had joined the follow-up system in 2023."""
        return [*self.usual, *self.structural_only, *self.ended]

    @property
    def registered_2024(self) -> list[Federation]:
        """The 69 that existed at the end of 2024."""
        return [*self.usual, *self.structural_only, *self.late]


def all_federations() -> list[Federation]:
    """The 69 of the printed list in its order, then the three that ended through mergers in 2024."""
    with (DATA / "federations.csv").open(encoding="utf-8") as lines:
        return [
            Federation(row["name"], int(row["inhabitants_16_64_2022_estimate"]), row["ended_2024"] == "yes")
            for row in csv.DictReader(lines)
        ]


@cache
def cast() -> Cast:
    """The parts, by size alone: the eight smallest are structural only, every ninth of the others is late."""
    federations = all_federations()
    ended = [one for one in federations if one.ended_2024]
    lasting = _by_size(one for one in federations if not one.ended_2024)
    small, others = lasting[:STRUCTURAL_ONLY], lasting[STRUCTURAL_ONLY:]
    late = others[4::9][:LATE]
    return Cast([one for one in others if one not in late], small, late, ended)


def _by_size(federations: Iterable[Federation]) -> list[Federation]:
    return sorted(federations, key=lambda one: (one.inhabitants, one.name))
