"""A printed list as it comes in, and the report of its import."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from finsam_common.bodies import Body, Line, Link, Resource
from finsam_contracts.values import MunicipalityCode
from finsam_registry.findings import Finding
from finsam_registry.sources import Day, Sourced

HEADER: Final = ("source_line", "county_as_listed", "federation_name_as_listed", "municipality_name_as_listed")
"""The columns of a list."""
COLUMNS: Final = ",".join(HEADER)


class PrintedOutside(Body):
    """A municipality that the source prints as being in no federation."""

    county: Line = Field(examples=["Skåne län"])
    municipality: Line = Field(examples=["Lomma"])


class Claims(Body):
    """What the source says of itself: its own totals."""

    federations: int | None = Field(default=None, ge=0, le=10_000, examples=[69])
    municipalities: int | None = Field(default=None, ge=0, le=290, examples=[274])
    outside: int | None = Field(default=None, ge=0, le=290, examples=[16])


class Confirmation(Body):
    """A person's word on what a printed name stands for: a municipality, or (a heading) a federation."""

    printed: Line = Field(examples=["Stenungssund"])
    municipality_code: MunicipalityCode | None = None
    federation_id: UUID | None = Field(default=None, examples=[None])

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        if (self.municipality_code is None) == (self.federation_id is None):
            raise ValueError("Either a municipality or a federation is meant.")
        return self


class FederationList(Sourced):
    """A list of every federation and its municipalities on a day, as printed, with its lines."""

    as_of: Day = Field(examples=["2024-12-31"], description="The day on which the list holds; it gives no start.")
    csv: str = Field(
        max_length=500_000,
        description=f"CSV with a header row: {COLUMNS}. One row for each bullet.",
        examples=[f"{COLUMNS}\n551,Skånes län,Samordningsförbundet Finsam Sydväst,Burlöv\n"],
    )
    outside: list[PrintedOutside] = Field(default_factory=list, max_length=290)
    claims: Claims = Field(default_factory=Claims)
    confirmations: list[Confirmation] = Field(default_factory=list, max_length=300)


class Outcome(StrEnum):
    """What became of a row."""

    REGISTERED = "registered"
    KNOWN = "known"
    REPEAT = "repeat"


class Matched(StrEnum):
    """How a printed name was matched."""

    EXACT = "exact"
    ALIAS = "alias"
    CONFIRMED = "confirmed"
    NOT = "not"


class ImportedRow(Resource):
    """One bullet: as printed, what it stands for, how that was found, and what became of it."""

    line: int = Field(examples=[552])
    printed_county: str = Field(examples=["Skånes län"])
    printed_federation: str = Field(examples=["Samordningsförbundet Finsam Sydväst"])
    printed_municipality: str = Field(examples=["Staffanstorps"])
    federation_id: UUID
    federation_name: str = Field(examples=["Samordningsförbundet Finsam Sydväst"])
    federation_matched: Matched
    municipality_code: MunicipalityCode
    municipality_name: str = Field(examples=["Staffanstorp"])
    municipality_matched: Matched
    outcome: Outcome


class Reconciled(Resource):
    """One of the source's own totals beside what its rows give; ``claimed`` is null where it states none."""

    what: str = Field(examples=["municipalities"])
    claimed: int | None = Field(examples=[274])
    counted: int = Field(examples=[274])
    agrees: bool


class Named(Resource):
    """A municipality by code and name."""

    code: MunicipalityCode
    name: str = Field(examples=["Överkalix"])


class ImportReport(Resource):
    """What an import found and did."""

    id: UUID
    source: str = Field(examples=["Försäkringskassan, rapport för 2024, bilaga 1"])
    as_of: date = Field(examples=["2024-12-31"])
    recorded_at: datetime
    bullets: int = Field(examples=[281], description="Rows of the list.")
    repeats: int = Field(examples=[7], description="Rows that say what an earlier one said.")
    federations: int = Field(examples=[69])
    municipalities: int = Field(examples=[274])
    outside: int = Field(examples=[16], description="Municipalities that the list places in no federation.")
    federations_formed: int = Field(examples=[69], description="New in the registry.")
    municipalities_joined: int = Field(examples=[274], description="Memberships new in the registry.")
    in_neither_list: list[Named] = Field(description="Neither in a federation nor printed as outside.")
    reconciliation: list[Reconciled]
    findings: list[Finding]
    rows: list[ImportedRow]
    links: dict[str, Link]
