"""Counts in the database, grouped there: interventions, participants and budgets by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, Label, RowMapping, and_, func, literal, or_, select

from finsam_common.db import Read
from finsam_contracts.values import Orientation, Provenance
from finsam_reporting.facts.known import Known, last_known, touching, within, years
from finsam_reporting.facts.models import Budget, Headcount, InterventionGroup


async def by_focus(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """One row per year and focus: interventions, participants, budgets, and how many of the facts are synthetic."""
    year = years(first, last)
    of, people, cost = known.interventions, _people(known, first, last), _cost(known, first, last)
    with_people = and_(people.c.intervention_id == of.c.id, people.c.year == year.c.year)
    with_cost = and_(cost.c.intervention_id == of.c.id, cost.c.year == year.c.year)
    synthetic = of.c.provenance == Provenance.SYNTHETIC
    return await read.all(
        select(
            year.c.year,
            of.c.focus,
            func.count().label("interventions"),
            func.count().filter(of.c.first_day >= year.c.first_day).label("started"),
            func.count().filter(of.c.last_day <= year.c.last_day).label("ended"),
            func.count().filter(of.c.followed_up).label("followed"),
            func.count().filter(of.c.followed_up, people.c.intervention_id.is_(None)).label("nobody"),
            func.count().filter(of.c.every_group).label("every_group"),
            func.count().filter(synthetic).label("synthetic_interventions"),
            *(func.sum(people.c[name]).label(name) for name in ("women", "men", "sex_unknown", "participants")),
            func.max(people.c.participants).label("largest"),
            func.sum(people.c.facts).label("headcounts"),
            func.sum(people.c.synthetic).label("synthetic_headcounts"),
            func.sum(cost.c.ore).label("ore"),
            func.sum(cost.c.facts).label("budgets"),
            func.sum(cost.c.synthetic).label("synthetic_budgets"),
        )
        .join(of, touching(of.c, year.c))
        .outerjoin(people, with_people)
        .outerjoin(cost, with_cost)
        .group_by(year.c.year, of.c.focus)
        .order_by(year.c.year, of.c.focus)
    )


async def by_group(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Individual interventions per year and target group; one that is for several counts in each."""
    year, of = years(first, last), known.interventions
    chosen = and_(InterventionGroup.id == of.c.id, InterventionGroup.version == of.c.version)
    return await read.all(
        select(year.c.year, InterventionGroup.target_group, func.count().label("interventions"))
        .join(of, touching(of.c, year.c) & (of.c.orientation == Orientation.INDIVIDUAL))
        .join(InterventionGroup, chosen)
        .group_by(year.c.year, InterventionGroup.target_group)
    )


async def by_federation(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Per year, of the federations that exist on its last day: how many finance anything, and for individuals."""
    year, of, lives = years(first, last), known.interventions, known.lives
    individual = of.c.orientation == Orientation.INDIVIDUAL
    return await read.all(
        select(
            year.c.year,
            func.count(of.c.federation_id.distinct()).label("registering"),
            func.count(of.c.federation_id.distinct()).filter(individual).label("with_individual"),
        )
        .join(of, touching(of.c, year.c))
        .join(lives, and_(lives.c.federation_id == of.c.federation_id, within(lives.c, year.c.last_day)))
        .group_by(year.c.year)
    )


def _people(known: Known, first: int, last: int) -> CTE:
    """Participants per intervention and year. Months that are new add up; of cumulative ones the last counts."""
    facts = last_known(Headcount, known.at, ("id",), Headcount.year.between(first, last)).subquery()
    of = (facts.c.intervention_id, facts.c.year, facts.c.cumulative)
    latest = func.row_number().over(partition_by=of, order_by=facts.c.month.desc())
    months = select(facts, latest.label("latest")).subquery()
    sums = {name: func.sum(months.c[name]) for name in ("women", "men", "sex_unknown")}
    return (
        select(
            months.c.intervention_id,
            months.c.year,
            *(total.label(name) for name, total in sums.items()),
            sum(sums.values(), literal(0)).label("participants"),
            *_provenance(months),
        )
        .where(or_(~months.c.cumulative, months.c.latest == 1))
        .group_by(months.c.intervention_id, months.c.year)
        .cte("people")
    )


def _cost(known: Known, first: int, last: int) -> CTE:
    """Budgeted cost per intervention and year (öre)."""
    facts = last_known(Budget, known.at, ("id",), Budget.year.between(first, last)).subquery()
    of = (facts.c.intervention_id, facts.c.year)
    return select(*of, func.sum(facts.c.ore).label("ore"), *_provenance(facts)).group_by(*of).cte("cost")


def _provenance(facts: Any) -> tuple[Label[int], Label[int]]:
    synthetic = func.count().filter(facts.c.provenance == Provenance.SYNTHETIC)
    return func.count().label("facts"), synthetic.label("synthetic")
