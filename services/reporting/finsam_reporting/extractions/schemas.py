"""Extractions on the wire."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Body, Moment, Resource
from finsam_contracts.values import Year
from finsam_reporting.national.schemas import NationalReport


class ExtractionToMake(Body):
    """Which report to take the figures of, as they are known now."""

    report: Literal["national"] = Field(examples=["national"])
    year: Year


class Heard(Resource):
    """How far one source had been heard."""

    projection_set: str = Field(examples=["interventions"])
    topic: str = Field(examples=["followup.public"])
    partition: int = Field(examples=[0])
    offset: int = Field(examples=[1182], description="The next offset to hear")
    epoch: UUID | None
    position: int = Field(examples=[1182])
    known_at: Moment | None


class Decided(Resource):
    """An event that an operator decided about: never applied, or heard on after a break."""

    projection_set: str = Field(examples=["interventions"])
    topic: str = Field(examples=["followup.public"])
    partition: int = Field(examples=[0])
    offset: int = Field(examples=[17])
    type: str | None = Field(examples=["followup.intervention-registered.v1"])
    known_at: Moment
    decided_at: Moment


class Evidence(Resource):
    """What the figures rest on: everything heard up to these offsets and known up to the extraction's moment."""

    offsets: list[Heard]
    skipped: list[Decided]
    resumed: list[Decided]


class Extraction(NationalReport):
    """Figures as they were taken. They never change: every reading gives the same bytes."""

    id: UUID = Field(examples=["0b8f2c64-6f0e-4f5e-9a51-3d1c8e2a7b90"])
    recorded_at: Moment
    evidence: Evidence


class ExtractionSummary(Resource):
    """An extraction in a list."""

    id: UUID = Field(examples=["0b8f2c64-6f0e-4f5e-9a51-3d1c8e2a7b90"])
    report: str = Field(examples=["national"])
    year: int = Field(examples=[2024])
    known_at: Moment
    recorded_at: Moment
    definitions_version: str = Field(examples=["1.0"])
    digest: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    findings: int = Field(examples=[16])
    synthetic: bool = Field(examples=[False])


def summary_of(row: Any) -> ExtractionSummary:
    """A row of the table of extractions as it is listed."""
    return ExtractionSummary.model_validate(dict(row))
