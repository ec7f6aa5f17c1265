"""Which federations and municipalities there were, counted by year and named on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CTE, Date, RowMapping, and_, exists, func, literal, nulls_first, select

from finsam_common.db import Read, table_of
from finsam_reporting.facts.known import Known, within, years
from finsam_reporting.facts.models import FederationName, Merger


async def lives(read: Read, known: Known) -> Sequence[RowMapping]:
    """Every federation with its first and last day."""
    return await read.all(select(known.lives))


async def federations_by_year(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Federations on the last day of each year, and those formed and ended since the last day of the year before.

    A federation that merged ones go on in is not formed. ``unsure`` counts federations that are only attested on a
    later day, and so may have been there: a year with any has no count.
    """
    year, lives, mergers = years(first, last), known.lives, table_of(Merger)
    there, was_there = within(lives.c, year.c.last_day), within(lives.c, year.c.before)
    goes_on_in = mergers.c.survivor_id == lives.c.federation_id
    carries_on = exists().where(goes_on_in, mergers.c.known_from <= known.at)
    unsure = and_(~lives.c.exact, lives.c.first_day > year.c.last_day)
    return await read.all(
        select(
            year.c.year,
            func.count().filter(there).label("federations"),
            func.count().filter(there, ~was_there, ~carries_on).label("formed"),
            func.count().filter(was_there, ~there).label("ended"),
            func.count().filter(unsure).label("unsure"),
        )
        .join(lives, lives.c.first_day.is_not(None))
        .group_by(year.c.year)
        .order_by(year.c.year)
    )


async def municipalities_by_year(read: Read, known: Known, first: int, last: int) -> Sequence[RowMapping]:
    """Municipalities in any federation on the last day of each year.

    ``joined`` were in none the year before, ``twice`` are in more than one; ``unsure`` as for federations.
    """
    year, spans = years(first - 1, last), known.memberships
    covered = _covered(known, year)
    before = covered.alias()
    same = and_(before.c.municipality_code == covered.c.municipality_code, before.c.year == covered.c.year - 1)
    later = and_(~spans.c.exact, spans.c.first_day > year.c.last_day)
    unsure = select(func.count()).select_from(spans).where(later).correlate(year).scalar_subquery()
    return await read.all(
        select(
            year.c.year,
            func.count().label("municipalities"),
            func.count().filter(before.c.year.is_(None)).label("joined"),
            func.count().filter(covered.c.federations > 1).label("twice"),
            unsure.label("unsure"),
        )
        .join(covered, covered.c.year == year.c.year)
        .outerjoin(before, same)
        .where(year.c.year >= first)
        .group_by(year.c.year, year.c.last_day)
        .order_by(year.c.year)
    )


async def members_on(read: Read, known: Known, day: date) -> Sequence[RowMapping]:
    """Every municipality of every federation on a day: ``federation_id``, ``municipality_code``."""
    spans, lives = known.memberships, known.lives
    both = and_(lives.c.federation_id == spans.c.federation_id, within(lives.c, literal(day, Date)))
    return await read.all(
        select(spans.c.federation_id, spans.c.municipality_code)
        .join(lives, both)
        .where(within(spans.c, literal(day, Date)))
        .distinct()
        .order_by(spans.c.municipality_code, spans.c.federation_id)
    )


async def names(read: Read, known: Known) -> Sequence[RowMapping]:
    """What federations have been called: each one's in order of day, the name it was formed under first."""
    table = table_of(FederationName)
    return await read.all(
        select(table.c.federation_id, table.c.name, table.c.previous_name, table.c.day)
        .where(table.c.known_from <= known.at)
        .order_by(table.c.federation_id, nulls_first(table.c.day), table.c.version)
    )


async def mergers_in(read: Read, known: Known, first_day: date, last_day: date) -> Sequence[RowMapping]:
    """Federations that went into another one in a period: ``predecessor_id``, ``survivor_id``, ``day``."""
    mergers = table_of(Merger)
    in_period = mergers.c.day.between(first_day, last_day)
    return await read.all(
        select(mergers.c.predecessor_id, mergers.c.survivor_id, mergers.c.day)
        .where(mergers.c.known_from <= known.at, in_period)
        .order_by(mergers.c.day, mergers.c.version, mergers.c.predecessor_id)
    )


def _covered(known: Known, year: CTE) -> CTE:
    spans, lives = known.memberships, known.lives
    alive = and_(lives.c.federation_id == spans.c.federation_id, within(lives.c, year.c.last_day))
    return (
        select(
            year.c.year, spans.c.municipality_code, func.count(spans.c.federation_id.distinct()).label("federations")
        )
        .join(spans, within(spans.c, year.c.last_day))
        .join(lives, alive)
        .group_by(year.c.year, spans.c.municipality_code)
        .cte("covered")
    )
