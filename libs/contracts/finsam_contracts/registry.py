"""Events of the registry: federations, their members and their areas."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from finsam_contracts.event import Event
from finsam_contracts.values import CountyCode, MunicipalityCode, Party


class DatePrecision(StrEnum):
    """How exactly a source gives a date.

    When it names only the year, a first day is 1 January of it and a last day the 31 December before: whatever the
    true day was, the counts at the ends of both years are right.
    """

    DAY = "day"
    YEAR = "year"


class FederationFormed(Event, name="registry.federation-formed.v1", key="federation_id"):
    """A federation exists. With ``since_known`` false, ``since`` is only the first day on which it is attested."""

    federation_id: UUID
    name: str
    organisation_number: str | None = None
    county_codes: list[CountyCode]
    since: date
    since_known: bool
    date_precision: DatePrecision = DatePrecision.DAY
    recorded_at: datetime


class FederationAttested(Event, name="registry.federation-attested.v1", key="federation_id"):
    """A source shows that the federation and these members of it already were there on an earlier day.

    With ``since_known``, that day is when they began; without, they may have been there before it too.
    """

    federation_id: UUID
    municipality_codes: list[MunicipalityCode]
    since: date
    since_known: bool = False
    source: str
    recorded_at: datetime


class FederationRenamed(Event, name="registry.federation-renamed.v1", key="federation_id"):
    """A federation carries a new name from a day on; its identity stays."""

    federation_id: UUID
    name: str
    previous_name: str
    effective_date: date
    date_precision: DatePrecision = DatePrecision.DAY
    recorded_at: datetime


class MunicipalityJoined(Event, name="registry.municipality-joined.v1", key="federation_id"):
    """A municipality is a member of a federation and its area is the federation's. ``since`` as in FederationFormed.

    Told again of the same municipality when more is known of its start: unless it withdrew in between, it is the
    same membership, and the later event replaces the earlier.
    """

    federation_id: UUID
    municipality_code: MunicipalityCode
    since: date
    since_known: bool
    date_precision: DatePrecision = DatePrecision.DAY
    recorded_at: datetime


class MemberWithdrew(Event, name="registry.member-withdrew.v1", key="federation_id"):
    """A member is no longer one. ``until`` is its last day; ``code`` is a municipality's, or a region's county's."""

    federation_id: UUID
    party: Party
    code: str = Field(examples=["1284"])
    until: date
    date_precision: DatePrecision = DatePrecision.DAY
    recorded_at: datetime


class FederationsMerged(Event, name="registry.federations-merged.v1", key="survivor_id"):
    """Federations became one on ``effective_date``. Each predecessor ends the day before; members come as they join."""

    survivor_id: UUID
    predecessor_ids: list[UUID]
    effective_date: date
    date_precision: DatePrecision = DatePrecision.DAY
    recorded_at: datetime


class FederationLiquidated(Event, name="registry.federation-liquidated.v1", key="federation_id"):
    """A federation is in liquidation from a day on; its board winds it up."""

    federation_id: UUID
    effective_date: date
    date_precision: DatePrecision = DatePrecision.DAY
    reason: str
    recorded_at: datetime


class FederationDissolved(Event, name="registry.federation-dissolved.v1", key="federation_id"):
    """A federation is no more: ``until`` is its last day. After a merger, ``successor_id`` carries it on."""

    federation_id: UUID
    until: date
    date_precision: DatePrecision = DatePrecision.DAY
    successor_id: UUID | None = None
    recorded_at: datetime
