"""Reads of coverage."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import RowMapping, func, select

from finsam_common.bodies import Link
from finsam_common.db import Read
from finsam_contracts.registry import DatePrecision
from finsam_contracts.values import Party
from finsam_registry.coverage.models import CompleteDay
from finsam_registry.coverage.rules import Cover, cover
from finsam_registry.coverage.schemas import Coverage, DayNotKnown, MunicipalityOutside, NotKnown
from finsam_registry.federations.models import Decision, Life, Member
from finsam_registry.federations.queries import SPAN, believed
from finsam_registry.geography import Geography
from finsam_registry.reference.queries import geography
from finsam_registry.spans import Span


async def coverage(read: Read, day: date, known_at: datetime | None, base_url: str) -> Coverage:
    """How far the federations reach on a day, as it was known at a moment."""
    country = await geography(read)
    since = await complete_since(read, known_at)
    found = await count(read, day, known_at, country, since)
    return Coverage(
        as_of=day,
        known_at=known_at,
        federations=found.federations,
        municipalities_in=len(found.inside),
        municipalities_out=len(found.outside),
        not_known=NotKnown(federations=found.federations_not_known, municipalities=len(found.not_known)),
        complete_since=since,
        outside=[MunicipalityOutside(code=code, name=country.name_of(code)) for code in sorted(found.outside)],
        days_not_known=await _days_not_known(read, day, known_at),
        links={"self": Link(href=f"{base_url}/registry/v1/coverage?asOf={day.isoformat()}", rel="self")},
    )


async def count(read: Read, day: date, known_at: datetime | None, country: Geography, complete: date | None) -> Cover:
    """The counts alone."""
    lives = await read.all(select(*(getattr(Life, column) for column in SPAN)).where(believed(Life, known_at)))
    members = await read.all(
        select(Member.code, *(getattr(Member, column) for column in SPAN)).where(
            Member.party == Party.MUNICIPALITY, believed(Member, known_at)
        )
    )
    memberships = ((row["code"], _span(row)) for row in members)
    return cover(day, map(_span, lives), memberships, country.municipalities.keys(), complete)


async def complete_since(read: Read, known_at: datetime | None) -> date | None:
    """The first day on which every federation is in the registry."""
    first = select(func.min(CompleteDay.day))
    found: date | None = await read.scalar(
        first if known_at is None else first.where(CompleteDay.recorded_at <= known_at)
    )
    return found


async def _days_not_known(read: Read, day: date, known_at: datetime | None) -> list[DayNotKnown]:
    found = select(Decision.id.label("decision_id"), Decision.kind, Decision.effective_date, Decision.source).where(
        Decision.date_precision == DatePrecision.YEAR, Decision.effective_date == date(day.year, 1, 1)
    )
    if known_at is not None:
        found = found.where(Decision.recorded_at <= known_at)
    rows = await read.all(found.order_by(Decision.recorded_at, Decision.id))
    return [DayNotKnown.model_validate(dict(row)) for row in rows]


def _span(row: RowMapping) -> Span:
    return Span(**{column: row[column] for column in SPAN})
