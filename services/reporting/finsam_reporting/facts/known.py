"""What was known at a moment: of every fact the last version that the log had taken by then."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from finsam_common.db import UtcDateTime, table_of
from finsam_reporting.facts.models import FederationDay, Intervention, MembershipDay


@cache
def years(first: int, last: int) -> CTE:
    """Years: columns ``year``, ``first_day``, ``last_day`` and ``before``, the last day of the year before."""
    rows = [
        select(
            literal(year, Integer).label("year"),
            literal(date(year - 1, 12, 31), Date).label("before"),
            literal(date(year, 1, 1), Date).label("first_day"),
            literal(date(year, 12, 31), Date).label("last_day"),
        )
        for year in range(first, last + 1)
    ]
    return union_all(*rows).cte("years")


def among(year: ColumnElement[int], first: int, last: int) -> ColumnElement[bool]:
    """Whether a year is one of some."""
    return year.between(said(first, Integer), said(last, Integer))


class _Days(NamedTuple):
    first_day: date
    last_day: date


def said(value: int | datetime, type_: Any) -> ColumnElement[Any]:
    """A value that stands in the statement itself, so that no plan is kept which was made for no year or moment.

    PostgreSQL would use one from the sixth time on; it expects a third of all versions, whatever the moment.
    """
    return literal(value, type_, literal_execute=True)


class Known:
    """The facts that were known at one moment (UTC), as common table expressions to count from."""

    def __init__(self, at: datetime) -> None:
        self.at = said(at, UtcDateTime)

    @cached_property
    def lives(self) -> CTE:
        """Federations: ``federation_id``, ``first_day``, ``exact``, ``last_day`` (NULL: it goes on)."""
        days = _federation_days(self.at)
        begun, ended = days.alias(), days.alias()
        same = (ended.c.federation_id == begun.c.federation_id) & ~ended.c.first
        return _spans(begun, ended, same, "federation_id").where(begun.c.first).cte("lives")

    @cached_property
    def memberships(self) -> CTE:
        """Municipalities in federations, a row for each time: ``municipality_code`` and the columns of ``lives``."""
        days = _membership_days(self.at)
        begun, ended = days.alias(), days.alias()
        same = and_(*(begun.c[name] == ended.c[name] for name in ("federation_id", "municipality_code", "times_left")))
        spans = _spans(begun, ended, same & ~ended.c.first, "federation_id", "municipality_code")
        return spans.where(begun.c.first, begun.c.newest == 1).cte("memberships")

    def interventions(self, first: int, last: int) -> CTE:
        """Interventions that have a day in any of these years, whether or not their federations are known."""
        of = table_of(Intervention).c
        goes_on, until_then = of.last_day.is_(None), of.last_day >= date(first, 1, 1)
        still = of.known_to.is_(None)
        # As known_at and "not ended before", written out so that an index can find what it chooses.
        found = or_(still & goes_on, still & until_then, (of.known_to > self.at) & (goes_on | until_then))
        chosen = (of.known_from <= self.at, found, ~of.void, of.first_day <= date(last, 12, 31))
        return select(table_of(Intervention)).where(*chosen).cte("known_interventions")


def within(span: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a day lies within a span's first and last days."""
    return and_(span.first_day <= day, or_(span.last_day.is_(None), span.last_day >= day))


def touching(span: Any, year: Any) -> ColumnElement[bool]:
    """Whether a span has a day in a year."""
    return and_(span.first_day <= year.last_day, or_(span.last_day.is_(None), span.last_day >= year.first_day))


def in_year(span: Any, year: ColumnElement[int], first: int, last: int) -> ColumnElement[bool]:
    """As touching, where the year is one of some, as a number: a join with ``years`` would have too few rows expected.

    The days stand in the condition for each year, so that nothing is worked out of a date for each row.
    """
    each = (
        and_(year == said(number, Integer), touching(span, _Days(date(number, 1, 1), date(number, 12, 31))))
        for number in range(first, last + 1)
    )
    return or_(*each)


def _spans(begun: Any, ended: Any, same: ColumnElement[bool], *names: str) -> Select[Any]:
    day, exact, last = begun.c.day.label("first_day"), begun.c.exact, ended.c.day.label("last_day")
    return select(*(begun.c[name] for name in names), day, exact, last).outerjoin(ended, same)


def _federation_days(moment: ColumnElement[datetime]) -> CTE:
    """Of each federation what was last said about its first day, and about its last."""
    table = table_of(FederationDay)
    of_day = (table.c.federation_id, table.c.first)
    newest = func.row_number().over(partition_by=of_day, order_by=table.c.version.desc())
    days = select(table, newest.label("newest")).where(table.c.known_from <= moment).subquery()
    return select(days).where(days.c.newest == 1).cte("federation_days_known")


def _membership_days(moment: ColumnElement[datetime]) -> CTE:
    """Days of memberships with how often the municipality had left before; ``newest`` 1 is what holds of that time."""
    table = table_of(MembershipDay)
    leaving = case((table.c.first, 0), else_=1)
    of_place = (table.c.federation_id, table.c.municipality_code)
    left = func.sum(leaving).over(partition_by=of_place, order_by=table.c.version, rows=(None, 0)) - leaving
    days = select(table, left.label("times_left")).where(table.c.known_from <= moment).subquery()
    of_time = (days.c.federation_id, days.c.municipality_code, days.c.times_left, days.c.first)
    newest = func.row_number().over(partition_by=of_time, order_by=days.c.version.desc())
    return select(days, newest.label("newest")).cte("membership_days_known")
