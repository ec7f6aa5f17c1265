"""What the counts of single federations come to in the country; federations that are not known count nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from finsam_contracts.values import Orientation

Row = Mapping[str, Any]
Summed = dict[str, Any]

ALL_SUMS: Final = (
    *("interventions", "started", "ended", "followed", "every_group", "synthetic_interventions"),
    *("women", "men", "sex_unknown", "participants", "largest", "followed_with_people"),
    *("headcounts", "synthetic_headcounts", "standing", "ore", "budgets", "synthetic_budgets"),
)
NAMES: Final = frozenset({"year", "federation_id", "orientation", "focus", "target_groups", "grounded"})
"""What a count is of, not what it comes to."""


@dataclass(frozen=True, slots=True)
class Country:
    """Counts as ``counts`` reads them, and the lives of the federations that are known."""

    interventions: list[Row]
    participants: list[Row]
    costs: list[Row]
    lives: Mapping[UUID, Row]

    def by_focus(self) -> list[Row]:
        """One row per year and focus. A sum of nothing is None: not registered, not zero."""
        nothing: Summed = dict.fromkeys(ALL_SUMS)
        found: dict[tuple[int, str], Summed] = {}
        for row in [*self._financed(), *_grounded(self.participants), *_grounded(self.costs)]:
            year, focus = row["year"], row["focus"]
            sums = found.setdefault((year, focus), nothing | {"year": year, "focus": focus})
            for name, value in row.items():
                if name not in NAMES:
                    sums[name] = _joined(name, sums[name], value)
        for sums in found.values():
            sums["nobody"] = sums["followed"] - (sums["followed_with_people"] or 0)
        return [found[key] for key in sorted(found)]

    def by_group(self) -> list[Row]:
        """Individual interventions per year and target group; one that is for several counts in each."""
        found: dict[tuple[int, str], int] = {}
        for row in self._financed():
            for group in row["target_groups"].split() if row["orientation"] == Orientation.INDIVIDUAL else ():
                key = (row["year"], group)
                found[key] = found.get(key, 0) + row["interventions"]
        return [
            {"year": year, "target_group": group, "interventions": number}
            for (year, group), number in sorted(found.items())
        ]

    def registering(self) -> list[Row]:
        """Per year, of the federations that exist on its last day: how many finance anything, and for individuals."""
        financed = self._financed()
        there = [row for row in financed if _lives_on(self.lives[row["federation_id"]], date(row["year"], 12, 31))]
        individual = [row for row in there if row["orientation"] == Orientation.INDIVIDUAL]
        return [
            {"year": year, "registering": _federations(there, year), "with_individual": _federations(individual, year)}
            for year in sorted({row["year"] for row in there})
        ]

    def orphans(self, first: int, last: int) -> dict[str, int]:
        """By kind: interventions of unknown federations, and headcounts and budgets of interventions that do not count.

        These count nowhere. ``outlived`` do count: interventions of the last year whose federation ended before it.
        """
        ended = [row for row in self._financed() if row["year"] == last and self._outlived(row)]
        return {
            "interventions": sum(_new_in(row, first) for row in self.interventions if not self._is_known(row)),
            "headcounts": _total(_grounded(self.participants, False), "standing"),
            "budgets": _total(_grounded(self.costs, False), "budgets"),
            "outlived": _total(ended, "interventions"),
        }

    def _financed(self) -> list[Row]:
        return [row for row in self.interventions if self._is_known(row)]

    def _is_known(self, row: Row) -> bool:
        return row["federation_id"] in self.lives

    def _outlived(self, row: Row) -> bool:
        last_day = self.lives[row["federation_id"]]["last_day"]
        return last_day is not None and last_day < date(row["year"], 1, 1)


def _grounded(rows: Iterable[Row], are: bool = True) -> list[Row]:
    return [row for row in rows if bool(row["grounded"]) is are]


def _joined(name: str, one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other) if name == "largest" else one + other


def _new_in(row: Row, first: int) -> int:
    """Interventions that no earlier one of the years has counted."""
    return int(row["interventions"] if row["year"] == first else row["started"])


def _total(rows: Iterable[Row], name: str) -> int:
    return sum(int(row[name] or 0) for row in rows)


def _federations(rows: Iterable[Row], year: int) -> int:
    return len({row["federation_id"] for row in rows if row["year"] == year})


def _lives_on(life: Row, day: date) -> bool:
    return bool(life["first_day"] <= day and (life["last_day"] is None or life["last_day"] >= day))
