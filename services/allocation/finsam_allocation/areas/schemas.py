"""What is answered about areas."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from finsam_common.bodies import Resource
from finsam_contracts.values import MunicipalityCode


class FederationArea(Resource):
    """A federation's municipalities on a day."""

    federation_id: UUID = Field(examples=["5b1f3f0e-7c0a-5f0e-9d51-2f3d5e6f7a8b"])
    name: str = Field(examples=["Samordningsförbundet Västmanland"])
    municipality_codes: list[MunicipalityCode] = Field(examples=[["1980", "1983"]])
    not_known: list[MunicipalityCode] = Field(
        examples=[[]], description="Members later on, of which nobody has registered whether they were on the day"
    )
    liquidating: bool = Field(examples=[False], description="Being wound up on the day; it still has its area")
