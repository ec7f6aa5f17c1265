"""Municipalities and counties as they are shown."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from finsam_common.bodies import Resource
from finsam_contracts.values import CountyCode, MunicipalityCode


class Coded(Resource):
    """Something with an official code, and since when and until when it is valid; null where the source is silent."""

    valid_from: date | None = Field(examples=[None])
    valid_to: date | None = Field(examples=[None])
    source: str = Field(examples=["SCB, koder för län och kommuner"])


class Municipality(Coded):
    """A municipality (kommun)."""

    code: MunicipalityCode
    name: str = Field(examples=["Lund"])
    county_code: CountyCode
    county_name: str = Field(examples=["Skåne län"])


class County(Coded):
    """A county (län) and its region. Where one authority is region and municipality, its municipality code is given."""

    code: CountyCode
    name: str = Field(examples=["Skåne län"])
    region_name: str = Field(examples=["Region Skåne"])
    municipality_code: MunicipalityCode | None = Field(examples=[None])
