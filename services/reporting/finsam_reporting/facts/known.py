"""What was known at a moment: of every fact the last version that the log had taken by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Integer, Select, and_, case, func, literal, or_, select, union_all

from finsam_common.db import table_of
from finsam_reporting.base import Base
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


def last_known(
    model: type[Base], known_at: datetime, by: Sequence[str] = ("id",), *where: ColumnElement[bool]
) -> Select[Any]:
    """Rows of the last version ``by`` its key that was known at a moment, void ones left out.

    ``where`` may only ask for what never changes in a key.
    """
    table = table_of(model)
    newest = func.row_number().over(partition_by=[table.c[name] for name in by], order_by=table.c.version.desc())
    ranked = select(table, newest.label("newest")).where(table.c.known_from <= known_at, *where).subquery()
    last = select(*(ranked.c[column.key] for column in table.columns)).where(ranked.c.newest == 1)
    return last.where(~ranked.c.void) if "void" in table.c else last


class Known:
    """The facts that were known at one moment (UTC), as common table expressions to count from."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @cached_property
    def lives(self) -> CTE:
        """Federations: ``federation_id``, ``first_day``, ``exact``, ``last_day`` (NULL: it goes on)."""
        days = last_known(FederationDay, self.at, ("federation_id", "first")).cte("federation_days_known")
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

    @cached_property
    def interventions(self) -> CTE:
        """Interventions of federations that are known too; the others are orphans and count nowhere."""
        last = last_known(Intervention, self.at).subquery()
        return select(last).join(self.lives, self.lives.c.federation_id == last.c.federation_id).cte("financed")


def within(span: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether a day lies within a span's first and last days."""
    return and_(span.first_day <= day, or_(span.last_day.is_(None), span.last_day >= day))


def touching(span: Any, year: Any) -> ColumnElement[bool]:
    """Whether a span has a day in a year."""
    return and_(span.first_day <= year.last_day, or_(span.last_day.is_(None), span.last_day >= year.first_day))


def _spans(begun: Any, ended: Any, same: ColumnElement[bool], *names: str) -> Select[Any]:
    day, exact, last = begun.c.day.label("first_day"), begun.c.exact, ended.c.day.label("last_day")
    return select(*(begun.c[name] for name in names), day, exact, last).outerjoin(ended, same)


def _membership_days(known_at: datetime) -> CTE:
    """Days of memberships with how often the municipality had left before; ``newest`` 1 is what holds of that time."""
    table = table_of(MembershipDay)
    leaving = case((table.c.first, 0), else_=1)
    of_place = (table.c.federation_id, table.c.municipality_code)
    left = func.sum(leaving).over(partition_by=of_place, order_by=table.c.version, rows=(None, 0)) - leaving
    days = select(table, left.label("times_left")).where(table.c.known_from <= known_at).subquery()
    of_time = (days.c.federation_id, days.c.municipality_code, days.c.times_left, days.c.first)
    newest = func.row_number().over(partition_by=of_time, order_by=days.c.version.desc())
    return select(days, newest.label("newest")).cte("membership_days_known")
