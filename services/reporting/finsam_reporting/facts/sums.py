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

OF_A_CELL: Final = frozenset({"year", "federation_id", "orientation", "focus", "all_headcounts", "all_budgets"})


@dataclass(frozen=True, slots=True)
class Country:
    """Counts by federation (as ``counts`` reads them), and the lives of the federations that are known."""

    cells: list[Row]
    groups: list[Row]
    lives: Mapping[UUID, Row]

    @property
    def grounded(self) -> list[Row]:
        """The counts of federations that are known."""
        return [cell for cell in self.cells if cell["federation_id"] in self.lives]

    def by_focus(self) -> list[Row]:
        """One row per year and focus. A sum of nothing is None: not registered, not zero."""
        found: dict[tuple[int, str], Summed] = {}
        for cell in self.grounded:
            year, focus = cell["year"], cell["focus"]
            row = found.setdefault((year, focus), {"year": year, "focus": focus})
            for name in cell.keys() - OF_A_CELL:
                row[name] = _joined(name, row.get(name), cell[name])
        return [found[key] for key in sorted(found)]

    def by_group(self) -> list[Row]:
        """Individual interventions per year and target group; one that is for several counts in each."""
        found: dict[tuple[int, str], int] = {}
        for row in self.groups:
            for group in row["target_groups"].split() if row["federation_id"] in self.lives else ():
                key = (row["year"], group)
                found[key] = found.get(key, 0) + row["interventions"]
        return [
            {"year": year, "target_group": group, "interventions": number}
            for (year, group), number in sorted(found.items())
        ]

    def registering(self) -> list[Row]:
        """Per year, of the federations that exist on its last day: how many finance anything, and for individuals."""
        there = [cell for cell in self.grounded if _lives_on(self.lives[cell["federation_id"]], _end_of(cell["year"]))]
        individual = [cell for cell in there if cell["orientation"] == Orientation.INDIVIDUAL]
        return [
            {"year": year, "registering": _federations(there, year), "with_individual": _federations(individual, year)}
            for year in sorted({cell["year"] for cell in there})
        ]

    def orphans(self, first: int, last: int) -> dict[str, int]:
        """By kind: interventions of unknown federations, and headcounts and budgets of interventions that do not count.

        These count nowhere. ``outlived`` do count: interventions of the last year whose federation ended before it.
        """
        counted, all_of = self.grounded, self.cells[0]
        return {
            "interventions": sum(
                _new_in(cell, first) for cell in self.cells if cell["federation_id"] not in self.lives
            ),
            "headcounts": int(all_of["all_headcounts"] or 0) - _total(counted, "standing_headcounts"),
            "budgets": int(all_of["all_budgets"] or 0) - _total(counted, "budgets"),
            "outlived": _total((cell for cell in counted if self._outlived(cell, last)), "interventions"),
        }

    def _outlived(self, cell: Row, last: int) -> bool:
        ended = self.lives[cell["federation_id"]]["last_day"]
        return cell["year"] == last and ended is not None and ended < date(last, 1, 1)


def _joined(name: str, one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other) if name == "largest" else one + other


def _new_in(cell: Row, first: int) -> int:
    """Interventions that no earlier one of the years has counted."""
    return int(cell["interventions"] if cell["year"] == first else cell["started"])


def _total(cells: Iterable[Row], name: str) -> int:
    return sum(int(cell[name] or 0) for cell in cells)


def _federations(cells: Iterable[Row], year: int) -> int:
    return len({cell["federation_id"] for cell in cells if cell["year"] == year})


def _end_of(year: int) -> date:
    return date(year, 12, 31)


def _lives_on(life: Row, day: date) -> bool:
    return bool(life["first_day"] <= day and (life["last_day"] is None or life["last_day"] >= day))
