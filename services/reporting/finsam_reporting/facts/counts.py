"""Counts in the database, grouped there: interventions, participants and budgets by year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Label,
    RowMapping,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal,
    select,
    union_all,
)

from finsam_common.db import Database, Read, table_of
from finsam_contracts.values import Provenance
from finsam_reporting.facts.known import Known, among, in_year, said, touching, years
from finsam_reporting.facts.models import Budget, Headcount, HeadcountTotal
from finsam_reporting.facts.standing import NUMBERS, counted, known_at, standing

MANY: Final = 2_000
"""Interventions of a year that are not looked up one by one: it is sooner read through."""


async def interventions(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Interventions per year, federation, focus and set of target groups, and how many of them are synthetic."""
    year, of = years(first, last), known.interventions(first, last)
    group = (year.c.year, of.c.federation_id, of.c.orientation, of.c.focus, of.c.target_groups)
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


async def participants(
    database: Database, known: Known, federations: Collection[UUID], first: int, last: int
) -> Sequence[RowMapping]:
    """Participants per year and focus, of how many interventions that follow up, the most in one; a row or two of each.

    Not ``grounded`` is what is about interventions that do not count in the year, or are of no federation named.
    ``standing`` are all headcounts, ``headcounts`` those that count, as of cumulative ones the last.

    All statements see one state: what becomes known meanwhile would move a total from one to another.
    """
    since = union_all(*(_since(known, said(year, Integer)) for year in range(first, last + 1))).subquery()
    async with database.snapshot() as read:
        number = await read.scalar(select(func.count()).select_from(since))
        people = [_settled(known, first, last)]
        if number:
            people.append(_changed(known, number > MANY, first, last))
        counts = await database.beside(read, *(_grouped(known, each, federations, first, last) for each in people))
        return [*chain.from_iterable(counts)]


def _grouped(known: Known, people: Subquery, federations: Collection[UUID], first: int, last: int) -> Select[Any]:
    of, total = known.interventions(first, last), sum((people.c[name] for name in NUMBERS), literal(0))
    group = (people.c.year, of.c.focus, _grounded(of, federations))
    return (
        select(
            *group,
            *(func.sum(people.c[name]).label(name) for name in NUMBERS),
            func.sum(total).label("participants"),
            func.max(total).label("largest"),
            func.count().filter(of.c.followed_up).label("followed_with_people"),
            func.sum(people.c.facts).label("headcounts"),
            func.sum(people.c.synthetic).label("synthetic_headcounts"),
            func.sum(people.c.standing).label("standing"),
        )
        .select_from(people)
        .outerjoin(of, and_(of.c.id == people.c.intervention_id, in_year(of.c, people.c.year, first, last)))
        .group_by(*(column.name for column in group))
    )


async def costs(read: Read, known: Known, federations: Collection[UUID], first: int, last: int) -> Sequence[RowMapping]:
    """Budgeted cost (öre) per year and focus; ``grounded`` as of ``participants``."""
    of, facts = known.interventions(first, last), table_of(Budget)
    group = (facts.c.year, of.c.focus, _grounded(of, federations))
    return await read.all(
        select(
            *group,
            func.sum(facts.c.ore).label("ore"),
            func.count().label("budgets"),
            func.count().filter(facts.c.provenance == Provenance.SYNTHETIC).label("synthetic_budgets"),
        )
        .select_from(facts)
        .outerjoin(of, and_(of.c.id == facts.c.intervention_id, in_year(of.c, facts.c.year, first, last)))
        .where(known_at(facts.c, known.at), ~facts.c.void, among(facts.c.year, first, last))
        .group_by(*group)
    )


def _grounded(of: CTE, federations: Collection[UUID]) -> Label[bool]:
    """Named one by one, and in the statement: nothing is joined for them, and they are hashed."""
    named = bindparam("federations", [*federations], Uuid, expanding=True, literal_execute=True)
    return of.c.federation_id.in_(named).label("grounded")


def _settled(known: Known, first: int, last: int) -> Subquery:
    """The totals of those interventions and years of which nothing has become known since."""
    totals = table_of(HeadcountTotal).c
    in_years, then = among(totals.year, first, last), totals.known_from <= known.at
    names = (*NUMBERS, "facts", "synthetic", "standing")
    of = select(totals.year, totals.intervention_id, *(totals[name] for name in names))
    return of.where(in_years, then, totals.standing > 0).subquery("settled")


def _changed(known: Known, many: bool, first: int, last: int) -> Subquery:
    """The others, counted anew."""
    each = (_changed_in(known, many, said(year, Integer)) for year in range(first, last + 1))
    return counted(union_all(*each).cte("stands")).subquery("changed")


def _changed_in(known: Known, many: bool, year: ColumnElement[int]) -> Select[Any]:
    """One year's versions of these interventions: each is looked up, or the year is read through for ``many``.

    The database cannot know which: that a year's totals are young it would not expect. An expression around the
    condition keeps it from making a join of it.
    """
    facts = table_of(Headcount)
    sought = facts.c.intervention_id.in_(_since(known, year))
    found = func.coalesce(sought, false()) if many else sought
    return standing(facts, known_at(facts.c, known.at), facts.c.year == year, found)


def _since(known: Known, year: ColumnElement[int]) -> Select[tuple[UUID]]:
    """The interventions that something has become known of since, about a year."""
    totals = table_of(HeadcountTotal).c
    return select(totals.intervention_id).where(totals.year == year, totals.known_from > known.at)
