"""Facts whose ground is not known or has gone: the report says how many they are."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, and_, exists, func, select

from finsam_common.db import Read
from finsam_reporting.facts.known import Known, last_known, touching, years
from finsam_reporting.facts.models import Budget, Headcount, Intervention

KINDS = ("interventions", "headcounts", "budgets", "outlived")


async def orphans(read: Read, known: Known, first: int, last: int) -> dict[str, int]:
    """By kind: interventions of unknown federations, and headcounts and budgets of interventions that do not count.

    These count nowhere. ``outlived`` do count: interventions of the last year whose federation had ended before it.
    """
    found = await read.one_or_none(
        select(
            _interventions(known, first, last).label("interventions"),
            _without_intervention(Headcount, known, first, last).label("headcounts"),
            _without_intervention(Budget, known, first, last).label("budgets"),
            _outlived(known, first, last).label("outlived"),
        )
    )
    return {kind: found[kind] for kind in KINDS} if found else {}


def _interventions(known: Known, first: int, last: int) -> ScalarSelect[int]:
    all_known, year = last_known(Intervention, known.at).subquery(), years(first, last)
    grounded = exists().where(known.lives.c.federation_id == all_known.c.federation_id)
    then = exists().where(touching(all_known.c, year.c))
    return select(func.count()).select_from(all_known).where(~grounded, then).scalar_subquery()


def _outlived(known: Known, first: int, last: int) -> ScalarSelect[int]:
    year, of, lives = years(first, last), known.interventions, known.lives
    runs = and_(year.c.year == last, touching(of.c, year.c))
    ended = and_(lives.c.federation_id == of.c.federation_id, lives.c.last_day < year.c.first_day)
    return select(func.count()).select_from(of).join(year, runs).join(lives, ended).scalar_subquery()


def _without_intervention(model: type[Headcount | Budget], known: Known, first: int, last: int) -> ScalarSelect[int]:
    year, of = years(first, last), known.interventions
    facts = last_known(model, known.at, ("id",), model.year.between(first, last)).subquery()
    counted = and_(of.c.id == facts.c.intervention_id, touching(of.c, year.c))
    grounded = exists().where(year.c.year == facts.c.year, counted)
    return select(func.count()).select_from(facts).where(~grounded).scalar_subquery()
