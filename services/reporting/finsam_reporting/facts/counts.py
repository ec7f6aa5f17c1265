"""Counts in the database, grouped there: interventions, participants and budgets by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, RowMapping, and_, func, literal, select, tuple_, union_all

from finsam_common.db import Read, table_of
from finsam_contracts.values import Orientation, Provenance
from finsam_reporting.facts.known import Known, touching, years
from finsam_reporting.facts.models import Budget, Headcount, HeadcountTotal
from finsam_reporting.facts.standing import NUMBERS, counted, known_at


async def by_federation(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """One row per year, federation and focus: interventions, participants, budgets, and how many are synthetic.

    A year without any intervention has a row too, without federation. ``all_headcounts`` and ``all_budgets`` are the
    same in every row: those of all years, of interventions that count and of others.
    """
    year, of = years(first, last), known.interventions(first, last)
    people, cost = _people(known, first, last), _cost(known, first, last)
    with_people = and_(people.c.intervention_id == of.c.id, people.c.year == year.c.year)
    with_cost = and_(cost.c.intervention_id == of.c.id, cost.c.year == year.c.year)
    group = (year.c.year, of.c.federation_id, of.c.orientation, of.c.focus)
    return await read.all(
        select(
            *group,
            func.count(of.c.id).label("interventions"),
            func.count().filter(of.c.first_day >= year.c.first_day).label("started"),
            func.count().filter(of.c.last_day <= year.c.last_day).label("ended"),
            func.count().filter(of.c.followed_up).label("followed"),
            func.count().filter(of.c.followed_up, people.c.intervention_id.is_(None)).label("nobody"),
            func.count().filter(of.c.every_group).label("every_group"),
            func.count().filter(of.c.provenance == Provenance.SYNTHETIC).label("synthetic_interventions"),
            *(func.sum(people.c[name]).label(name) for name in (*NUMBERS, "participants")),
            func.max(people.c.participants).label("largest"),
            func.sum(people.c.facts).label("headcounts"),
            func.sum(people.c.synthetic).label("synthetic_headcounts"),
            func.sum(people.c.standing).label("standing_headcounts"),
            func.sum(cost.c.ore).label("ore"),
            func.sum(cost.c.facts).label("budgets"),
            func.sum(cost.c.synthetic).label("synthetic_budgets"),
            select(func.sum(people.c.standing)).scalar_subquery().label("all_headcounts"),
            select(func.sum(cost.c.facts)).scalar_subquery().label("all_budgets"),
        )
        .select_from(year)
        .outerjoin(of, touching(of.c, year.c))
        .outerjoin(people, with_people)
        .outerjoin(cost, with_cost)
        .group_by(*group)
        .order_by(year.c.year, of.c.focus)
    )


async def by_groups(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Individual interventions per year, federation and set of target groups."""
    year, of = years(first, last), known.interventions(first, last)
    group = (year.c.year, of.c.federation_id, of.c.target_groups)
    return await read.all(
        select(*group, func.count().label("interventions"))
        .join(of, touching(of.c, year.c) & (of.c.orientation == Orientation.INDIVIDUAL))
        .group_by(*group)
    )


def _people(known: Known, first: int, last: int) -> CTE:
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
    each = union_all(settled.where(in_years, then, totals.c.standing > 0), anew).subquery()
    return select(each, sum((each.c[name] for name in NUMBERS), literal(0)).label("participants")).cte("people")


def _cost(known: Known, first: int, last: int) -> CTE:
    """Budgeted cost per intervention and year (öre)."""
    facts: Any = table_of(Budget).c
    of = (facts.intervention_id, facts.year)
    synthetic = func.count().filter(facts.provenance == Provenance.SYNTHETIC)
    return (
        select(*of, func.sum(facts.ore).label("ore"), func.count().label("facts"), synthetic.label("synthetic"))
        .where(known_at(facts, known.at), ~facts.void, facts.year.between(first, last))
        .group_by(*of)
        .cte("cost")
    )
