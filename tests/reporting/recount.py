"""The national report's counts once more: from the versions of facts alone, in plain Python, without totals or ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from finsam_common.db import Read, table_of
from finsam_reporting.facts.models import Budget, FederationDay, Headcount, Intervention

Row = Mapping[str, Any]
Counts = dict[str, Any]

SEXES = ("women", "men", "sex_unknown")


async def recount(read: Read, year: int, moment: datetime) -> Counts:
    """``by_focus``, ``by_group``, ``by_federation`` and ``orphans`` as they were known at a moment."""
    interventions = _last(await _versions(read, Intervention), moment, "id")
    headcounts = _last(await _versions(read, Headcount), moment, "id")
    budgets = _last(await _versions(read, Budget), moment, "id")
    days = _last(await _versions(read, FederationDay), moment, "federation_id", "first")
    begun = {row["federation_id"]: row["day"] for row in days if row["first"]}
    ended = {row["federation_id"]: row["day"] for row in days if not row["first"]}
    known = [row for row in interventions if row["federation_id"] in begun]
    years = (year - 1, year)
    money: dict[tuple[int, UUID], list[Row]] = defaultdict(list)
    for row in budgets:
        money[row["year"], row["intervention_id"]].append(row)
    people = _people(headcounts)
    counted = {(y, row["id"]): row for y in years for row in known if _touches(row, y)}
    return {
        "by_focus": _by_focus(counted, people, money),
        "by_group": Counter(
            (y, group)
            for (y, _), row in counted.items()
            if row["orientation"] == "individual"
            for group in row["target_groups"].split()
        ),
        "by_federation": _registering(counted, begun, ended),
        "orphans": {
            "interventions": sum(
                row["federation_id"] not in begun and any(_touches(row, y) for y in years) for row in interventions
            ),
            "headcounts": _without(headcounts, years, counted),
            "budgets": _without(budgets, years, counted),
            "outlived": sum(
                y == year and ended.get(row["federation_id"], date.max) < date(year, 1, 1)
                for (y, _), row in counted.items()
            ),
        },
    }


async def _versions(read: Read, model: Any) -> list[Row]:
    return [dict(row) for row in await read.all(select(table_of(model)))]


def _last(rows: Iterable[Row], moment: datetime, *key: str) -> list[Row]:
    last: dict[tuple[Any, ...], Row] = {}
    for row in sorted(rows, key=lambda row: row["version"]):
        if row["known_from"] <= moment:
            last[tuple(row[name] for name in key)] = row
    return [row for row in last.values() if not row.get("void")]


def _touches(row: Row, year: int) -> bool:
    return bool(row["first_day"].year <= year and (row["last_day"] is None or row["last_day"].year >= year))


def _without(facts: Iterable[Row], years: Sequence[int], counted: Mapping[tuple[int, UUID], Row]) -> int:
    return sum(row["year"] in years and (row["year"], row["intervention_id"]) not in counted for row in facts)


def _people(headcounts: Iterable[Row]) -> dict[tuple[int, UUID], list[Row]]:
    """The numbers that count: every month that is new, of cumulative ones the last."""
    count: dict[tuple[int, UUID], list[Row]] = defaultdict(list)
    running: dict[tuple[int, UUID], Row] = {}
    for row in sorted(headcounts, key=lambda row: row["month"]):
        key = (row["year"], row["intervention_id"])
        if row["cumulative"]:
            running[key] = row
        else:
            count[key].append(row)
    for key, row in running.items():
        count[key].append(row)
    return count


def _by_focus(counted: Mapping[tuple[int, UUID], Row], people: Any, money: Any) -> dict[tuple[int, str], Counts]:
    found: dict[tuple[int, str], Counts] = {}
    for (year, id_), row in counted.items():
        sums = found.setdefault((year, row["focus"]), defaultdict(int))
        numbers, budgets = people.get((year, id_), []), money.get((year, id_), [])
        participants = sum(each[sex] for each in numbers for sex in SEXES)
        sums["interventions"] += 1
        sums["started"] += row["first_day"].year == year
        sums["ended"] += row["last_day"] is not None and row["last_day"].year == year
        sums["followed"] += row["followed_up"]
        sums["nobody"] += row["followed_up"] and not numbers
        sums["every_group"] += row["every_group"]
        sums["synthetic_interventions"] += _synthetic([row])
        for sex in SEXES:
            sums[sex] += sum(each[sex] for each in numbers)
        sums["participants"] += participants
        sums["largest"] = max(sums["largest"], participants)
        sums["headcounts"] += len(numbers)
        sums["synthetic_headcounts"] += _synthetic(numbers)
        sums["ore"] += sum(each["ore"] for each in budgets)
        sums["budgets"] += len(budgets)
        sums["synthetic_budgets"] += _synthetic(budgets)
    return {key: dict(sums) for key, sums in found.items()}


def _synthetic(rows: Iterable[Row]) -> int:
    return sum(row["provenance"] == "synthetic" for row in rows)


def _registering(counted: Mapping[tuple[int, UUID], Row], begun: Any, ended: Any) -> dict[int, tuple[int, int]]:
    there, individual = defaultdict(set), defaultdict(set)
    for (year, _), row in counted.items():
        federation, day = row["federation_id"], date(year, 12, 31)
        if begun[federation] <= day <= ended.get(federation, date.max):
            there[year].add(federation)
            if row["orientation"] == "individual":
                individual[year].add(federation)
    return {year: (len(there[year]), len(individual[year])) for year in there}
