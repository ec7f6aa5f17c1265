"""What follows from the versions of facts: until when each was known, and what headcounts come to.

The sums are written in one place: kept as totals when facts arrive, and counted anew where something has become known
after the moment that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Executable,
    Select,
    Subquery,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from finsam_common.db import table_of
from finsam_common.events.derived import Statements, Tables
from finsam_contracts.values import Provenance
from finsam_reporting.base import Base
from finsam_reporting.facts.models import Headcount, HeadcountTotal

NUMBERS = ("women", "men", "sex_unknown")
OF = ("year", "intervention_id")


def known_at(facts: Any, moment: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether a version is the one that was known at a moment."""
    return and_(facts.known_from <= moment, or_(facts.known_to.is_(None), facts.known_to > moment))


def replaced(model: type[Base]) -> Statements:
    """What was put, and the versions before it, were known until any of their later versions was."""

    def statements(into: Tables, put: Subquery) -> Iterator[Executable]:
        facts = into(table_of(model))
        later = facts.alias("later")
        names = [column.key for column in facts.primary_key if column.key != "version"]
        same = and_(*(later.c[name] == facts.c[name] for name in names), later.c.version > facts.c.version)
        next_known = select(func.min(later.c.known_from)).where(same).scalar_subquery()
        concerned = and_(*(facts.c[name] == put.c[name] for name in names), facts.c.version <= put.c.version)
        has_later = exists().where(same).correlate(facts)
        yield update(facts).values(known_to=next_known).where(concerned, has_later)

    return statements


def totalled(into: Tables, put: Subquery) -> Iterator[Executable]:
    """The totals of those interventions and years that a headcount was put of."""
    totals, facts = into(table_of(HeadcountTotal)), into(table_of(Headcount))
    yield delete(totals).where(tuple_(totals.c.year, totals.c.intervention_id).in_(select(put)))
    touched = tuple_(facts.c.year, facts.c.intervention_id).in_(select(put))
    columns = [column.key for column in totals.columns]
    yield insert(totals).from_select(columns, recount(facts, touched))


def recount(facts: Table, *where: ColumnElement[bool]) -> Select[Any]:
    """The columns of HeadcountTotal, from the versions of headcounts themselves."""
    of = (facts.c.year, facts.c.intervention_id)
    told = select(*of, func.max(facts.c.known_from).label("known_from")).where(*where).group_by(*of).subquery()
    come = counted(standing(facts, facts.c.known_to.is_(None), *where).cte("stands")).subquery()
    same = and_(come.c.year == told.c.year, come.c.intervention_id == told.c.intervention_id)
    sums = [func.coalesce(come.c[name], 0).label(name) for name in (*NUMBERS, "facts", "synthetic", "standing")]
    return select(told.c.year, told.c.intervention_id, *sums, told.c.known_from).outerjoin(come, same)


def standing(facts: Table, *where: ColumnElement[bool]) -> Select[Any]:
    """Chosen versions, those taken back left out."""
    synthetic = case((facts.c.provenance == Provenance.SYNTHETIC, 1), else_=0).label("synthetic")
    columns = (facts.c[name] for name in (*OF, *NUMBERS, "cumulative", "month", "id"))
    return select(*columns, synthetic).where(~facts.c.void, *where)


def counted(stands: CTE) -> Select[Any]:
    """What versions that stand come to per intervention and year.

    Months that are new add up; of cumulative ones the last counts. Both are read, and the CTE looked for once.
    """
    names, by = (*OF, *NUMBERS, "synthetic"), [stands.c[name] for name in OF]
    months = func.count().over(partition_by=by).label("standing")
    latest = func.row_number().over(partition_by=by, order_by=(stands.c.month.desc(), stands.c.id)).label("latest")
    kept = [stands.c[name] for name in names]
    running = select(*kept, months, latest).where(stands.c.cumulative).subquery()
    last = select(*(running.c[name] for name in (*names, "standing"))).where(running.c.latest == 1)
    new = select(*kept, literal(1).label("standing")).where(~stands.c.cumulative)
    each = union_all(new, last).subquery()
    return select(
        each.c.year,
        each.c.intervention_id,
        *(func.sum(each.c[name]).label(name) for name in NUMBERS),
        func.count().label("facts"),
        func.sum(each.c.synthetic).label("synthetic"),
        func.sum(each.c.standing).label("standing"),
    ).group_by(each.c.year, each.c.intervention_id)
