"""What the report on 2024 prints, with its line: the oracle that the data set is measured against."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from finsam_demo.federations import DATA


@dataclass(frozen=True)
class Fact:
    """A printed figure, by reporting's code. ``computed`` is what its counts give: another number where it slips."""

    year: int
    figure: str
    printed: int
    unit: str
    computed: int
    basis: str
    source_line: int
    words: str


@dataclass(frozen=True)
class Comparison:
    """A printed change of a share from 2023 in percentage points; what the data set gives, and ``why`` if other."""

    share: str
    printed_points: int
    holds: bool
    points: int
    source_line: int
    words: str
    why: str


def facts() -> list[Fact]:
    """Every printed count and share; ``basis`` is ``printed`` or the sum by which it follows from printed figures."""
    return [
        Fact(
            int(row["year"]),
            row["figure"],
            int(row["printed"]),
            row["unit"],
            int(row["computed"]),
            row["basis"],
            int(row["source_line"]),
            row["words"],
        )
        for row in _rows("facts.csv")
    ]


def comparisons() -> list[Comparison]:
    """Every printed change from 2023 in percentage points."""
    return [
        Comparison(
            row["share"],
            int(row["printed_points"]),
            row["holds"] == "yes",
            int(row["points"]),
            int(row["source_line"]),
            row["words"],
            row["why"],
        )
        for row in _rows("comparisons.csv")
    ]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)
