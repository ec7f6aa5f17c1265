"""Coverage as it is shown."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Link, Resource
from finsam_contracts.values import MunicipalityCode


class NotKnown(Resource):
    """What a source shows on a later day only: it may have been so on this day, or not."""

    federations: int = Field(examples=[0])
    municipalities: int = Field(examples=[0])


class MunicipalityOutside(Resource):
    """A municipality that is in no federation."""

    code: MunicipalityCode
    name: str = Field(examples=["Överkalix"])


class DayNotKnown(Resource):
    """A change in the year of ``asOf`` whose source names only the year. It is counted from 1 January."""

    decision_id: UUID
    kind: str = Field(examples=["merger"])
    effective_date: date = Field(examples=["2024-01-01"])
    source: str = Field(examples=["Försäkringskassan, rapport för 2024, avsnitt 1.1, not 6"])


class Coverage(Resource):
    """How far the federations reach on a day."""

    as_of: date
    known_at: datetime | None = Field(examples=[None])
    federations: int = Field(examples=[69], description="Federations known to exist, those in liquidation included.")
    municipalities_in: int = Field(examples=[274])
    municipalities_out: int = Field(examples=[16])
    not_known: NotKnown
    complete_since: date | None = Field(
        examples=["2023-12-31"],
        description="From this day the registry names every federation; before it, who is not named is not known.",
    )
    outside: list[MunicipalityOutside]
    days_not_known: list[DayNotKnown]
    links: dict[str, Link]
