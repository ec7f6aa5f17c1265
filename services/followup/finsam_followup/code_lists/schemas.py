"""Code lists as they are answered."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from finsam_common.bodies import Resource
from finsam_contracts.values import Orientation


class Code(Resource):
    """One code, what it is called and when to choose it, in Swedish and English."""

    code: str = Field(examples=["forberedande-insats"])
    orientation: Orientation | None = Field(default=None, description="The orientation that it may be chosen with")
    sv: str = Field(examples=["Förberedande insats"])
    en: str = Field(examples=["Preparatory intervention"])
    guidance_sv: str | None = Field(default=None, examples=["Gör deltagaren redo för en arbetslivsinriktad insats."])
    guidance_en: str | None = Field(default=None, examples=["Makes ready for a work-oriented intervention."])


class CodeList(Resource):
    """A version of a code list, with the first and the last day of the facts that it is for."""

    name: str = Field(examples=["focus"], description="The field whose values it lists")
    version: str = Field(examples=["2023"])
    valid_from: date = Field(examples=["2023-01-01"])
    valid_to: date | None = Field(default=None, examples=["2030-12-31"])
    source: str = Field(examples=["Försäkringskassan, report for 2024, appendix 2"])
    codes: list[Code]


class CodeLists(Resource):
    """Every code list that a registration chooses from."""

    items: list[CodeList]
