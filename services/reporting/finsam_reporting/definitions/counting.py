"""Grouped rows of facts become the counted figures: each under its code, by year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from finsam_contracts.values import Focus, Orientation, TargetGroup
from finsam_reporting.definitions.declared.interventions import foci
from finsam_reporting.facts.national import NationalFacts

Row = Mapping[str, Any]
Named = Iterator[tuple[str, int]]

SEXES = ("women", "men")


def counted(facts: NationalFacts, municipalities: int) -> dict[int, dict[str, int]]:
    """Counts by year and code. A kind of fact of which a year has none is missing there: not registered, not zero.

    ``municipalities`` is how many the country has, by the code list.
    """
    years = (facts.year - 1, facts.year)
    found: dict[int, dict[str, int]] = {year: {"municipalities-all": municipalities} for year in years}
    for year in years:
        found[year] |= _of_foci([row for row in facts.by_focus if row["year"] == year])
    for row in facts.by_group:
        found[row["year"]] |= {f"{row['target_group']}-interventions": row["interventions"]}
    for row in facts.by_federation:
        found[row["year"]] |= {
            "federations-registering": row["registering"],
            "federations-with-individual": row["with_individual"],
        }
    for series, of_row in ((facts.federations, _of_federations), (facts.municipalities, _of_municipalities)):
        sure = {row["year"] for row in series if not row["unsure"]}
        for row in series:
            if row["year"] in found and row["year"] in sure:
                found[row["year"]] |= dict(of_row(row, compared=row["year"] - 1 in sure))
    return found


def _of_foci(rows: list[Row]) -> dict[str, int]:
    if not rows:
        return {}
    by_focus: dict[str, Row] = {row["focus"]: row for row in rows}
    individual = [by_focus.get(focus, {}) for focus in foci(Orientation.INDIVIDUAL)]
    structural = [by_focus.get(focus, {}) for focus in foci(Orientation.STRUCTURAL)]
    found = {
        "interventions-started": _total(rows, "started"),
        "interventions-ended": _total(rows, "ended"),
        "all-groups-interventions": _total(individual, "every_group"),
        **{f"{group}-interventions": 0 for group in TargetGroup},
    }
    for focus in Focus:
        found |= _of_focus(focus, by_focus.get(focus, {}))
    if _total(individual, "headcounts"):
        found |= {"individual-sex-unknown": _total(individual, "sex_unknown")}
        found |= dict(_people(Orientation.INDIVIDUAL, by_focus))
    if _total(structural, "headcounts"):
        found |= dict(_people(Orientation.STRUCTURAL, by_focus))
    if _total(rows, "budgets"):
        found |= {"individual-budget": _total(individual, "ore"), "structural-budget": _total(structural, "ore")}
    return found


def _of_focus(focus: Focus, row: Row) -> dict[str, int]:
    found = {f"{focus}-interventions": int(row.get("interventions", 0))}
    if focus.orientation is Orientation.STRUCTURAL:
        found[f"{focus}-followed"] = int(row.get("followed", 0))
    return found


def _people(orientation: Orientation, by_focus: Mapping[str, Row]) -> Named:
    rows = [by_focus.get(focus, {}) for focus in foci(orientation)]
    yield f"{orientation}-largest", max(int(row.get("largest") or 0) for row in rows)
    for focus in foci(orientation):
        row = by_focus.get(focus, {})
        yield f"{focus}-participants", int(row.get("participants") or 0)
        if orientation is Orientation.INDIVIDUAL:
            yield from ((f"{focus}-{sex}", int(row.get(sex) or 0)) for sex in SEXES)


def _of_federations(row: Row, *, compared: bool) -> Named:
    yield "federations", row["federations"]
    if compared:
        yield "federations-formed", row["formed"]
        yield "federations-ended", row["ended"]


def _of_municipalities(row: Row, *, compared: bool) -> Named:
    yield "municipalities", row["municipalities"]
    if compared:
        yield "municipalities-joined", row["joined"]


def _total(rows: list[Row], column: str) -> int:
    return sum(int(row.get(column) or 0) for row in rows)
