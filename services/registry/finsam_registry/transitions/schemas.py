"""Transitions as they come in."""

from __future__ import annotations

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from finsam_common.bodies import Body, Line
from finsam_contracts.values import CountyCode, MunicipalityCode, Party
from finsam_registry.federations.schemas import Adoption, FederationName, OrganisationNumber
from finsam_registry.sources import Dated, Day, Sourced

Municipalities = Annotated[list[MunicipalityCode], Field(max_length=290)]
Regions = Annotated[list[CountyCode], Field(max_length=21, description="Regions, by the codes of their counties.")]
Adoptions = Annotated[
    list[Adoption], Field(max_length=1000, examples=[[]], description="When each member adopted the ordinance (§ 8).")
]
EXAMPLE = "3f0c0f5e-7c55-5d0c-9a43-0a6d4c1f7b11"


class Renaming(Dated):
    """A federation carries another name from a day on.

    Told afterwards, when the registry has the new name already, ``previousName`` is the name until that day.
    """

    federation_id: UUID
    name: FederationName
    previous_name: FederationName | None = None


class Joining(Dated):
    """Municipalities, and regions with them, become members of a federation. The organisation number stays."""

    federation_id: UUID
    municipality_codes: Municipalities = Field(default_factory=list)
    region_codes: Regions = Field(default_factory=list)
    adoptions: Adoptions = Field(default_factory=list)

    @model_validator(mode="after")
    def _somebody_joins(self) -> Self:
        if not self.municipality_codes and not self.region_codes:
            raise ValueError("Somebody has to join.")
        return self


class Withdrawal(Sourced):
    """A member leaves after a day. Without that day, it is computed from the notice."""

    federation_id: UUID
    party: Party = Field(examples=["municipality"])
    code: str = Field(max_length=4, examples=["1284"], description="Municipality code, or county code of a region.")
    notice_given: Day | None = Field(default=None, examples=["2024-03-01"])
    notice_months: int = Field(default=36, ge=0, le=36, description="36, unless the ordinance says less (§ 27).")
    until: Day | None = Field(default=None, examples=["2027-03-01"], description="The last day as a member.")

    @model_validator(mode="after")
    def _has_an_end(self) -> Self:
        if self.until is None and self.notice_given is None:
            raise ValueError("Either the day of the notice or the last day is needed.")
        return self


class NewFederation(Body):
    """The federation that starts when all that merge end."""

    name: FederationName
    organisation_number: OrganisationNumber | None = None


class EndedFederation(Body):
    """A federation that had ended before the registry began, with the members that a source shows on a day."""

    name: FederationName = Field(examples=["Samordningsförbundet Höganäs"])
    attested_on: Day = Field(examples=["2023-12-31"])
    municipality_codes: Municipalities = Field(min_length=1, examples=[["1284"]])
    region_codes: Regions


class Merger(Dated):
    """Federations become one. A survivor carries on (recommended), or all end and a new federation starts.

    Each predecessor ends the day before; its members become the survivor's. ``endedFederations`` are predecessors
    that the registry does not have because they ended before it began.
    """

    survivor_id: UUID | None = Field(default=None, examples=[EXAMPLE])
    new_federation: NewFederation | None = Field(default=None, examples=[None])
    predecessor_ids: list[UUID] = Field(default_factory=list, max_length=100, examples=[[]])
    ended_federations: list[EndedFederation] = Field(default_factory=list, max_length=100)
    adoptions: Adoptions = Field(default_factory=list)

    @model_validator(mode="after")
    def _two_become_one(self) -> Self:
        if (self.survivor_id is None) == (self.new_federation is None):
            raise ValueError("Either one survives or a new federation starts.")
        merging = {*self.predecessor_ids, *([self.survivor_id] if self.survivor_id else [])}
        if len(merging) + len(self.ended_federations) < 2:
            raise ValueError("Two or more federations merge.")
        if self.survivor_id in self.predecessor_ids:
            raise ValueError("The survivor is not a predecessor.")
        if any(ended.attested_on >= self.effective_date for ended in self.ended_federations):
            raise ValueError("Who ended in the merger was there before it.")
        return self

    @property
    def heir(self) -> UUID | NewFederation:
        """Who carries on: a federation that survives, or a new one."""
        if self.new_federation is not None:
            return self.new_federation
        if self.survivor_id is None:
            raise ValueError("nobody carries on")
        return self.survivor_id


class Liquidation(Dated):
    """A federation is wound up from a day on: a party is missing, or the members do not agree on its terms."""

    federation_id: UUID
    reason: Line = Field(examples=["Medlemmarna enades inte om förbundsordningen."])


class Dissolution(Sourced):
    """A federation that has been wound up is no more after a day."""

    federation_id: UUID
    until: Day = Field(examples=["2024-12-31"])
    final_account_served: Day = Field(
        examples=["2024-12-15"], description="The day on which the last member was served the final account."
    )


class AttestedFederation(Body):
    """A federation that a source shows, with these municipalities of it; all that it has, when they are left out."""

    federation_id: UUID
    municipality_codes: Municipalities | None = None


class Counts(Body):
    """The source's own counts for the whole country on that day."""

    federations: int = Field(ge=0, le=10_000, examples=[72])
    municipalities: int | None = Field(default=None, ge=0, le=290, examples=[274])


class Attestation(Sourced):
    """A source shows that federations and their members were there on a day earlier than the registry knew.

    Without ``federations`` it is about every federation whose start is not known: a source that says that nobody has
    joined since. ``complete`` holds the source's own counts; with them the registry is complete from that day on.
    """

    attested_on: Day = Field(examples=["2023-12-31"])
    since_known: bool = Field(default=False, description="True: the day is when they began.")
    federations: list[AttestedFederation] | None = Field(default=None, max_length=1000, examples=[None])
    except_municipality_codes: Municipalities = Field(default_factory=list, examples=[["1284"]])
    complete: Counts | None = None
