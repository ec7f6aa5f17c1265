"""Everything that the national report of a year is made of, read at one known moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from finsam_common.db import Database
from finsam_common.events.waiting import together
from finsam_reporting.facts import counts, coverage
from finsam_reporting.facts.known import Known
from finsam_reporting.facts.sums import Country

Row = Mapping[str, Any]
Rows = Sequence[Row]

FIRST_YEAR = 2008
"""Where the report's diagram 1 begins."""


@dataclass(frozen=True, slots=True)
class NationalFacts:
    """Grouped counts of a year and of the year before, and the federations by name on the year's last day."""

    year: int
    by_focus: Rows
    by_group: Rows
    by_federation: Rows
    federations: Rows
    municipalities: Rows
    members: Rows
    names: Rows
    mergers: Rows
    orphans: dict[str, int]


async def national_facts(database: Database, year: int, known_at: datetime) -> NationalFacts:
    """The facts of a year that were known at a moment: eleven statements that count, whatever the number of facts.

    Most statements need not see the state that another saw, for a moment that has arrived is over.
    """
    known, before, last_day = Known(known_at), year - 1, date(year, 12, 31)
    async with database.read() as read:
        federations = await coverage.federations_by_year(read, known, min(FIRST_YEAR, before), year)
        municipalities = await coverage.municipalities_by_year(read, known, min(FIRST_YEAR, before), year)
        members = await coverage.members_on(read, known, last_day)
        names = await coverage.names(read, known)
        mergers = await coverage.mergers_in(read, known, date(year, 1, 1), last_day)
        lives = await coverage.lives(read, known)
    country = await _country(database, known, _plain(lives), before, year)
    return NationalFacts(
        year,
        by_focus=country.by_focus(),
        by_group=country.by_group(),
        by_federation=country.registering(),
        federations=_plain(federations),
        municipalities=_plain(municipalities),
        members=_plain(members),
        names=_plain(names),
        mergers=_plain(mergers),
        orphans=country.orphans(before, year),
    )


async def _country(database: Database, known: Known, lives: list[Row], first: int, last: int) -> Country:
    """What takes long at once, over connections of their own."""
    living = {row["federation_id"]: row for row in lives}

    async def rows(query: Callable[..., Awaitable[Sequence[RowMapping]]], *of: object) -> Sequence[RowMapping]:
        async with database.read() as read:
            return await query(read, known, *of, first, last)

    participants = counts.participants(database, known, living, first, last)
    found = await together((rows(counts.interventions), participants, rows(counts.costs, living)))
    by_federation, people, money = map(_plain, found)
    return Country(by_federation, people, money, living)


def _plain(rows: Sequence[RowMapping]) -> list[Row]:
    return [dict(row) for row in rows]
