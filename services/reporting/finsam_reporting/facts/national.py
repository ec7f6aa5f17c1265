"""Everything that the national report of a year is made of, read at one known moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from finsam_common.db import Read
from finsam_reporting.facts import counts, coverage
from finsam_reporting.facts.known import Known
from finsam_reporting.facts.sums import Country

Rows = Sequence[Mapping[str, Any]]

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


async def national_facts(read: Read, year: int, known_at: datetime) -> NationalFacts:
    """The facts of a year that were known at a moment: ten statements, whatever the number of facts."""
    known, before, last_day = Known(known_at), year - 1, date(year, 12, 31)
    country = await _country(read, known, before, year)
    return NationalFacts(
        year,
        by_focus=country.by_focus(),
        by_group=country.by_group(),
        by_federation=country.registering(),
        federations=_plain(await coverage.federations_by_year(read, known, min(FIRST_YEAR, before), year)),
        municipalities=_plain(await coverage.municipalities_by_year(read, known, min(FIRST_YEAR, before), year)),
        members=_plain(await coverage.members_on(read, known, last_day)),
        names=_plain(await coverage.names(read, known)),
        mergers=_plain(await coverage.mergers_in(read, known, date(year, 1, 1), last_day)),
        orphans=country.orphans(before, year),
    )


async def _country(read: Read, known: Known, first: int, last: int) -> Country:
    lives = {row["federation_id"]: row for row in _plain(await coverage.lives(read, known))}
    return Country(
        interventions=_plain(await counts.interventions(read, known, first, last)),
        participants=_plain(await counts.participants(read, known, lives, first, last)),
        costs=_plain(await counts.costs(read, known, lives, first, last)),
        lives=lives,
    )


def _plain(rows: Sequence[RowMapping]) -> list[Mapping[str, Any]]:
    return [dict(row) for row in rows]
