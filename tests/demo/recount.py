"""Counts again, from the rows on the wire alone, everything that the report prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from finsam_contracts.values import Focus, Orientation, TargetGroup
from finsam_demo import plan2023, plan2024, rows
from finsam_demo.federations import Federation

Row = dict[str, Any]


def federation_id(federation: Federation) -> UUID:
    """An id as the registry might have given it."""
    return uuid5(NAMESPACE_URL, federation.name)


@dataclass(frozen=True)
class Wire:
    """All rows of the data set in their wire shapes."""

    interventions: list[Row] = field(default_factory=list)
    headcounts: list[Row] = field(default_factory=list)
    budgets: list[Row] = field(default_factory=list)


def wire() -> Wire:
    """The data set as it would be posted."""
    data = rows.dataset([plan2024.PLAN, plan2023.PLAN])
    ids = {one.external_id: uuid5(NAMESPACE_URL, one.external_id) for one in data.interventions}
    return Wire(
        [
            {**rows.intervention_row(one, federation_id(one.federation)), "id": str(ids[one.external_id])}
            for one in data.interventions
        ],
        [rows.headcount_row(one, federation_id(one.intervention.federation), ids) for one in data.headcounts],
        [rows.budget_row(one, federation_id(one.intervention.federation), ids) for one in data.budgets],
    )


class Recount:
    """One year's figures by their codes in ``facts.csv``; shares are exact."""

    def __init__(self, wire: Wire, year: int) -> None:
        self.ran = [
            one
            for one in wire.interventions
            if one["start"] <= f"{year}-12-31" and (one["end"] or "9999") >= f"{year}-01-01"
        ]
        self.by_id = {one["id"]: one for one in self.ran}
        self.headcounts = [one for one in wire.headcounts if one["period"].startswith(str(year))]
        self.budgets = [one for one in wire.budgets if one["year"] == year]
        self.year = str(year)
        self.figures: dict[str, int | Fraction] = {}
        self._interventions()
        self._participants()
        self._cost()

    def _interventions(self) -> None:
        figures, ran = self.figures, self.ran
        individual = [one for one in ran if one["orientation"] == "individual"]
        followed = [one for one in ran if one["orientation"] == "structural" and one["registrationMethod"] != "none"]
        figures["federations-registering"] = len({one["federationId"] for one in ran})
        figures["federations-with-individual"] = len({one["federationId"] for one in individual})
        figures["interventions"] = len(ran)
        figures["interventions-started"] = sum(one["start"][:4] == self.year for one in ran)
        figures["interventions-ended"] = sum((one["end"] or "")[:4] == self.year for one in ran)
        self._shares("interventions", Counter(one["focus"] for one in ran))
        self._shares("interventions", Counter(one["orientation"] for one in ran))
        figures["structural-followed"] = len(followed)
        figures["structural-followed-share"] = Fraction(len(followed), len(ran) - len(individual))
        for focus, count in Counter(one["focus"] for one in followed).items():
            figures[f"{focus}-followed"] = count
        for group, count in Counter(group for one in individual for group in one["targetGroups"]).items():
            figures[f"{group}-interventions"] = count
        unspecific = figures[f"{TargetGroup.NONE_SPECIFIC}-interventions"]
        figures["unspecific-interventions-share"] = Fraction(unspecific, len(individual))

    def _participants(self) -> None:
        people: Counter[str] = Counter()
        women: Counter[str] = Counter()
        for one in self.headcounts:
            intervention = self.by_id[one["interventionId"]]
            for key in (intervention["focus"], intervention["orientation"]):
                people[key] += (one["women"] or 0) + (one["men"] or 0) + one["sexUnknown"]
                women[key] += one["women"] or 0
        self._shares("participants", Counter({focus: people[focus] for focus in Focus}))
        for orientation in Orientation:
            self.figures[f"{orientation}-participants"] = people[orientation]
        men = people["individual"] - women["individual"]
        self.figures["individual-women-share"] = Fraction(women["individual"], people["individual"])
        for focus in Focus:
            if focus.orientation is Orientation.INDIVIDUAL:
                self.figures[f"{focus}-women-share"] = Fraction(women[focus], people[focus])
                self.figures[f"{focus}-share-of-women"] = Fraction(women[focus], women["individual"])
                self.figures[f"{focus}-share-of-men"] = Fraction(people[focus] - women[focus], men)

    def _cost(self) -> None:
        cost: Counter[str] = Counter()
        for one in self.budgets:
            cost[self.by_id[one["interventionId"]]["orientation"]] += one["ordinaryOre"] + one["esfOre"]
        for orientation, ore in cost.items():
            self.figures[f"{orientation}-budget-share"] = Fraction(ore, cost.total())

    def _shares(self, what: str, counts: Counter[str]) -> None:
        """Counts, and each as a share of its own orientation's total (of all where the keys are orientations)."""
        for key, count in counts.items():
            peers = [other for other in counts if _kind(other) is _kind(key)]
            self.figures[f"{key}-{what}"] = count
            self.figures[f"{key}-{what}-share"] = Fraction(count, sum(counts[peer] for peer in peers))


def _kind(key: str) -> Orientation | None:
    """The orientation that a focus is of; the orientations themselves are of one kind."""
    return None if key in list(Orientation) else Focus(key).orientation


def percent(share: Fraction) -> int:
    """Whole per cent, half up from the exact ratio."""
    return floor(share * 100 + Fraction(1, 2))
