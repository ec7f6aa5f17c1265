"""What a parameter set says, and how it is answered."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from finsam_allocation.model.values import EquityEffect, EquityRule, Parameters, Step
from finsam_allocation.quantities import AgeBand, Money, Proportion, Ratio
from finsam_common.bodies import Body, Line, Link, Moment, Resource
from finsam_contracts.values import Year

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$"), Field(examples=["modell-2016"])]
"""What a line of parameter sets is called: lower-case letters, digits and hyphens."""

DECIDED = Parameters()
"""The values decided in January 2015, used from allocation year 2016."""


class StaircaseStep(Body):
    """One step: for funds up to this size, this share of them is reasonable equity."""

    funds_up_to_ore: Money | None = Field(description="The year's funds from all parties, öre; null: any size")
    share: Ratio = Field(examples=["1/5"])


class EquityRuleSaid(Body):
    """How equity above the reasonable acts. The official staircase is not public; none is shipped."""

    effect: EquityEffect = Field(
        default=EquityEffect.IGNORED,
        description="ignored: as since 2017; removes-brake: no floor; reduces: a cap, the norm less the excess",
    )
    staircase: list[StaircaseStep] = Field(default=[], max_length=50, description="By falling share and growing size")

    @model_validator(mode="after")
    def _climbs(self) -> Self:
        if self.effect is not EquityEffect.IGNORED and not self.staircase:
            raise ValueError("equity can only act by a staircase, and none is given")
        for lower, upper in pairwise(self.staircase):
            if lower.funds_up_to_ore is None:
                raise ValueError("only the last step is for any size")
            if upper.funds_up_to_ore is not None and upper.funds_up_to_ore <= lower.funds_up_to_ore:
                raise ValueError("each step is for larger funds than the one before")
        return self


class ParameterSetToRegister(Body):
    """The model's parameters, with the years they may be used for. What is left out is as decided in January 2015."""

    name: Name
    valid_from: Year = Field(examples=[2016], description="The first allocation year")
    valid_to: Year | None = Field(default=None, examples=[2030], description="The last; null: until further notice")
    base_ore: Money = Field(
        default=DECIDED.base_ore, examples=[40_000_000], description="Base grant (grundtilldelning) per federation, öre"
    )
    assistance_weight: Proportion = Field(default=DECIDED.assistance_weight, examples=["3/4"])
    inhabitants_weight: Proportion = Field(default=DECIDED.inhabitants_weight, examples=["1/4"])
    brake: Proportion | None = Field(
        default=DECIDED.brake,
        examples=["9/10"],
        description="Least share of the previous allocation; null while the decrease brake (spärr) is not in force",
    )
    increase_limit: Ratio | None = Field(
        default=None, examples=["1/5"], description="Largest increase as a share of the previous; none is known"
    )
    rounding_unit_ore: int = Field(default=DECIDED.rounding_unit_ore, ge=1, le=100_000_000, examples=[100])
    level_band: Proportion = Field(
        default=DECIDED.level_band, examples=["1/10"], description="In level (i nivå): so near to the norm"
    )
    age_band: AgeBand = "16-64"
    equity: EquityRuleSaid = EquityRuleSaid()
    source: Line = Field(examples=["Försäkringskassan, decision of January 2015"])

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.assistance_weight + self.inhabitants_weight != 1:
            raise ValueError("the two weights sum to one")
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("the last year is not before the first")
        return self

    def covers(self, year: int) -> bool:
        """Whether the set may be used for an allocation year."""
        return self.valid_from <= year and (self.valid_to is None or year <= self.valid_to)

    @property
    def parameters(self) -> Parameters:
        """The same for the model."""
        steps = (Step(step.funds_up_to_ore, step.share) for step in self.equity.staircase)
        return Parameters(
            base_ore=self.base_ore,
            assistance_weight=self.assistance_weight,
            inhabitants_weight=self.inhabitants_weight,
            brake=self.brake,
            increase_limit=self.increase_limit,
            rounding_unit_ore=self.rounding_unit_ore,
            level_band=self.level_band,
            equity=EquityRule(self.equity.effect, tuple(steps)),
        )


class ParameterSet(Resource):
    """A parameter set, as it was registered: it never changes, another content is another version of the name."""

    id: UUID = Field(examples=["0d2f1c9e-52d0-5b0e-8f0b-0a5f0a6f2c11"])
    version: int = Field(ge=1, examples=[1])
    parameters: ParameterSetToRegister
    recorded_at: Moment
    links: dict[str, Link] = Field(default_factory=dict)
