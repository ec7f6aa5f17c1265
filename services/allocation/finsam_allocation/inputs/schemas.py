"""What is posted to freeze a year's inputs, and what is answered of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from finsam_allocation.quantities import AgeBand, Money, SignedMoney
from finsam_common.bodies import Body, Line, Link, Moment, Resource
from finsam_contracts.values import MunicipalityCode, Year

MOST_PER_INHABITANT_ORE: Final = 100_000_000
"""An assistance measure over a million kronor per inhabitant 16–64 and year is a slip of the unit."""

Inhabitants = Annotated[int, Field(ge=1, le=10_000_000, examples=[9_412])]


class MunicipalityMeasure(Body):
    """One municipality's measures of the reference year."""

    code: MunicipalityCode
    assistance_ore: Money = Field(description="Assistance measure (försörjningsmått), öre.", examples=[9_875_000_000])
    inhabitants: Inhabitants = Field(description="Inhabitants in the age band.")

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        if self.assistance_ore > self.inhabitants * MOST_PER_INHABITANT_ORE:
            raise ValueError("the assistance measure is over a million kronor per inhabitant")
        return self


class FederationTerms(Body):
    """What is known of one federation beside its area; null where nobody has told."""

    federation_id: UUID
    previous_ore: Money | None = Field(
        default=None, examples=[700_000_000], description="Allocation of the year before, öre."
    )
    request_ore: Money | None = Field(
        default=None, examples=[720_000_000], description="What the federation asks for, öre."
    )
    matching_ore: Money | None = Field(
        default=None,
        examples=[750_000_000],
        description="What its municipalities and regions can match, as state money, öre.",
    )
    equity_ore: SignedMoney | None = Field(default=None, examples=[120_000_000], description="Closing equity, öre.")


class InputsToFreeze(Body):
    """A year's inputs, complete. They are frozen as they are posted: a change is another set of inputs."""

    year: Year = Field(description="The year that is allocated.", examples=[2025])
    areas_as_of: date = Field(
        description="Whose municipalities count where: areas as of this day.", examples=["2024-12-31"]
    )
    previous_areas_as_of: date | None = Field(
        default=None,
        description="When the previous allocations belong to the areas of an earlier day: that day. They are then "
        "carried over: added up in a merger, split by k where a municipality has moved.",
        examples=["2023-12-31"],
    )
    frame_ore: Money = Field(description="The frame of the regleringsbrev, öre.", examples=[33_900_000_000])
    national_support_ore: Money = Field(description="Of it, kept for national support, öre.", examples=[300_000_000])
    age_band: AgeBand = Field(default="16-64", description="The ages that the inhabitants are counted in.")
    municipalities: list[MunicipalityMeasure] = Field(min_length=1, max_length=1_000)
    federations: list[FederationTerms] = Field(max_length=10_000)
    source: Line = Field(description="Where the figures come from.", examples=["SCB, delivery 2024-09-15"])
    illustrative: bool = Field(
        description="Whether the assistance measures are made up to show the model, not official."
    )


class FrozenInputs(Resource):
    """A year's inputs, frozen."""

    id: UUID
    year: int = Field(examples=[2025])
    areas_as_of: date = Field(examples=["2024-12-31"])
    previous_areas_as_of: date | None = Field(default=None, examples=["2023-12-31"])
    frame_ore: int = Field(examples=[33_900_000_000])
    national_support_ore: int = Field(examples=[300_000_000])
    distributable_ore: int = Field(examples=[33_600_000_000], description="R: the frame less national support, öre.")
    age_band: AgeBand
    federations: int = Field(examples=[69], description="Federations with an area.")
    municipalities: int = Field(examples=[274], description="Municipalities within an area.")
    municipalities_outside: int = Field(examples=[16], description="Measures given for municipalities in no area.")
    assistance_ore: int = Field(examples=[4_125_000_000_000], description="ΣF over the federations, öre.")
    inhabitants: int = Field(examples=[5_812_345], description="ΣB over the federations.")
    source: str = Field(examples=["SCB, delivery 2024-09-15"])
    illustrative: bool
    digest: str = Field(examples=["b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"])
    recorded_at: Moment
    links: dict[str, Link] = Field(default_factory=dict)


class FederationInputs(Resource):
    """One federation's part of frozen inputs."""

    federation_id: UUID
    name: str = Field(examples=["Finsam Lund"])
    municipality_codes: list[MunicipalityCode] = Field(
        description="Empty: it had a previous allocation but has no area now."
    )
    assistance_ore: int = Field(examples=[98_750_000_000])
    inhabitants: int = Field(examples=[81_204])
    previous_ore: int | None = Field(examples=[412_500_000], description="As posted; runs carry it over to the areas.")
    request_ore: int | None = Field(examples=[450_000_000])
    matching_ore: int | None = Field(examples=[460_000_000])
    equity_ore: int | None = Field(examples=[90_000_000])
