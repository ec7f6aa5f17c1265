"""Federations, their members and what was decided of them, as they come in and go out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from finsam_common.bodies import Body, Line, Link, Resource
from finsam_contracts.registry import DatePrecision
from finsam_contracts.values import CountyCode, MunicipalityCode, Party
from finsam_registry.findings import Finding
from finsam_registry.sources import Dated, Day


def _organisation_number(text: str) -> str:
    try:
        return str(orgnr.validate(text))
    except ValidationError:
        raise ValueError("Is not an organisation number: ten digits whose last one checks the others.") from None


OrganisationNumber = Annotated[
    str, Field(max_length=20), AfterValidator(_organisation_number), Field(examples=["222000-1875"])
]
"""An organisationsnummer with its check digit; stored as ten digits."""

FederationName = Annotated[Line, Field(max_length=200, examples=["Samordningsförbundet Finsam Sydväst"])]


class Adoption(Body):
    """The day on which a member adopted the ordinance (§ 8)."""

    party: Party
    code: str = Field(max_length=4, examples=["fk"], description="As in a member: FK and AF are `fk` and `af`.")
    adopted_on: Day


class Formation(Dated):
    """A federation that is formed, with its first members. FK and AF are members of every federation."""

    name: FederationName
    organisation_number: OrganisationNumber | None = None
    since_known: bool = Field(
        default=True, description="False: effectiveDate is only the first day on which the source shows it."
    )
    municipality_codes: list[MunicipalityCode] = Field(min_length=1, max_length=290, examples=[["1230", "1261"]])
    region_codes: list[CountyCode] = Field(
        max_length=21,
        examples=[["12"]],
        description="Regions by their counties. None on Gotland, where the municipality is the region.",
    )
    adoptions: list[Adoption] = Field(default_factory=list, max_length=400, examples=[[]])

    @model_validator(mode="after")
    def _attested_on_a_day(self) -> Self:
        if not self.since_known and self.date_precision is DatePrecision.YEAR:
            raise ValueError("What is only attested is attested on a day.")
        return self


class Status(StrEnum):
    """Where a federation stands in its life on a day."""

    FORMING = "forming"
    ACTIVE = "active"
    LIQUIDATING = "liquidating"
    DISSOLVED = "dissolved"
    NOT_KNOWN = "not-known"


class Spanned(Resource):
    """Something that holds from a day, to a day."""

    since: date = Field(examples=["2024-12-31"])
    since_known: bool = Field(examples=[False], description="False: there already before, since when is not known.")
    since_precision: DatePrecision = Field(description="`year`: the source names no day; see the README.")
    until: date | None = Field(examples=[None], description="The last day; null while no end is registered.")
    until_precision: DatePrecision


class MemberOfFederation(Spanned):
    """An authority in a federation."""

    party: Party = Field(examples=["municipality"])
    code: str = Field(examples=["1230"], description="Municipality code, county code of a region, or `fk`, `af`.")
    name: str = Field(examples=["Staffanstorp"])


class FederationResource(Spanned):
    """A samordningsförbund on a day."""

    id: UUID
    name: str = Field(examples=["Samordningsförbundet Finsam Sydväst"])
    organisation_number: str | None = Field(examples=["2220001875"])
    status: Status
    successor_id: UUID | None = Field(examples=[None], description="Who carries it on after a merger.")
    county_codes: list[CountyCode]
    members: list[MemberOfFederation]
    links: dict[str, Link]


class Recorded(Spanned):
    """A fact with the moments between which the registry said so; a superseded one is kept as it was."""

    recorded_at: datetime
    superseded_at: datetime | None = Field(examples=[None])


class NameInTime(Recorded):
    """What a federation was called."""

    name: str = Field(examples=["Norra Västmanlands Samordningsförbund"])


class LifeInTime(Recorded):
    """When a federation existed."""

    liquidating_from: date | None = Field(examples=[None])
    successor_id: UUID | None = Field(examples=[None])


class MemberInTime(Recorded):
    """Who was a member."""

    party: Party = Field(examples=["municipality"])
    code: str = Field(examples=["1230"])
    name: str = Field(examples=["Staffanstorp"])


class DecisionResource(Resource):
    """What was registered of federations: the kind, the day from which it holds, the source, and what to look at."""

    id: UUID
    kind: str = Field(examples=["merger"])
    effective_date: date = Field(examples=["2024-01-01"])
    date_precision: DatePrecision
    federation_ids: list[UUID]
    source: str = Field(examples=["Försäkringskassan, rapport för 2024, avsnitt 1.1, not 6"])
    findings: list[Finding]
    recorded_at: datetime
    links: dict[str, Link]


class Ancestor(Resource):
    """A federation that ended in another, with those that had ended in it."""

    id: UUID
    name: str = Field(examples=["Samordningsförbundet Västerås"])
    until: date | None = Field(examples=["2023-12-31"])
    until_precision: DatePrecision
    predecessors: list[Ancestor] = Field(examples=[[]])


class History(Resource):
    """Everything that the registry says, or has said, of one federation."""

    id: UUID
    names: list[NameInTime]
    lives: list[LifeInTime]
    members: list[MemberInTime]
    decisions: list[DecisionResource]
    predecessors: list[Ancestor] = Field(description="The family tree of mergers, upwards.")
    successor_ids: list[UUID] = Field(description="The federations that carry it on, one after the other.")
    links: dict[str, Link]
