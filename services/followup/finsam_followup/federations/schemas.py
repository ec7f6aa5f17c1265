"""A federation as follow-up knows it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Resource
from finsam_contracts.values import MunicipalityCode


class Federation(Resource):
    """Who may register, and for which days. With ``sinceKnown`` false, ``since`` is only attested and bars nothing."""

    id: UUID
    name: str = Field(examples=["Samordningsförbundet Lunds kommun"])
    since: date = Field(examples=["2005-01-01"])
    since_known: bool
    until: date | None = Field(default=None, examples=["2023-12-31"], description="Its last day.")
    successor_id: UUID | None = Field(default=None, description="The federation that carries it on after a merger.")


class FederationWithArea(Federation):
    """A federation with the municipalities that are members of it on the day asked for."""

    municipality_codes: list[MunicipalityCode]
