"""Counts in the database, grouped there: interventions, participants and budgets by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    RowMapping,
    Subquery,
    and_,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from finsam_common.db import Read, table_of
from finsam_contracts.values import Provenance
from finsam_reporting.facts.known import Known, in_year, touching, years
from finsam_reporting.facts.models import Budget, Headcount, HeadcountTotal
from finsam_reporting.facts.standing import NUMBERS, counted, known_at


async def interventions(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Interventions per year, federation, focus and set of target groups, and how many of them are synthetic."""
    year, of = years(first, last), known.interventions(first, last)
    group = (*_group(year, of), of.c.target_groups)
    return await read.all(
        select(
            *group,
            func.count().label("interventions"),
            func.count().filter(of.c.first_day >= year.c.first_day).label("started"),
            func.count().filter(of.c.last_day <= year.c.last_day).label("ended"),
            func.count().filter(of.c.followed_up).label("followed"),
            func.count().filter(of.c.every_group).label("every_group"),
            func.count().filter(of.c.provenance == Provenance.SYNTHETIC).label("synthetic_interventions"),
        )
        .join(of, touching(of.c, year.c))
        .group_by(*group)
    )


async def participants(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Participants per year, federation and focus, of how many interventions that follow up, the most in one.

    A row without federation has what is about interventions that do not count in the year. ``standing`` are all
    headcounts, ``headcounts`` those that count, as of cumulative ones the last.
    """
    of, people = known.interventions(first, last), _people(known, first, last)
    total = sum((people.c[name] for name in NUMBERS), literal(0))
    return await read.all(
        select(
            *_group(people, of),
            *(func.sum(people.c[name]).label(name) for name in NUMBERS),
            func.sum(total).label("participants"),
            func.max(total).label("largest"),
            func.count().filter(of.c.followed_up).label("followed_with_people"),
            func.sum(people.c.facts).label("headcounts"),
            func.sum(people.c.synthetic).label("synthetic_headcounts"),
            func.sum(people.c.standing).label("standing"),
        )
        .select_from(people)
        .outerjoin(of, and_(of.c.id == people.c.intervention_id, in_year(of.c, people.c.year)))
        .group_by(*_group(people, of))
    )


async def costs(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Budgeted cost (öre) per year, federation and focus; a row without federation as of participants."""
    of, facts = known.interventions(first, last), table_of(Budget)
    return await read.all(
        select(
            *_group(facts, of),
            func.sum(facts.c.ore).label("ore"),
            func.count().label("budgets"),
            func.count().filter(facts.c.provenance == Provenance.SYNTHETIC).label("synthetic_budgets"),
        )
        .select_from(facts)
        .outerjoin(of, and_(of.c.id == facts.c.intervention_id, in_year(of.c, facts.c.year)))
        .where(known_at(facts.c, known.at), ~facts.c.void, facts.c.year.between(first, last))
        .group_by(*_group(facts, of))
    )


def _group(year: FromClause, of: CTE) -> tuple[ColumnElement[Any], ...]:
    return year.c.year, of.c.federation_id, of.c.orientation, of.c.focus


def _people(known: Known, first: int, last: int) -> Subquery:
    """Participants per intervention and year: the totals, counted anew where something became known later."""
    totals, facts = table_of(HeadcountTotal), table_of(Headcount)
    then, in_years = totals.c.known_from <= known.at, totals.c.year.between(first, last)
    names = (*NUMBERS, "facts", "synthetic", "standing")
    settled = select(totals.c.year, totals.c.intervention_id, *(totals.c[name] for name in names))
    changed = select(totals.c.year, totals.c.intervention_id).where(in_years, ~then)
    anew = counted(
        facts,
        known_at(facts.c, known.at),
        facts.c.year.between(first, last),
        tuple_(facts.c.year, facts.c.intervention_id).in_(changed),
    )
    return union_all(settled.where(in_years, then, totals.c.standing > 0), anew).subquery("people")
