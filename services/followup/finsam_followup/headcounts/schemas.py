"""Numbers of participants as they are registered and as they are answered."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from finsam_common.bodies import Registered
from finsam_contracts.followup import Numbers
from finsam_contracts.values import Count, Counting, Meaning, Period
from finsam_followup.interventions.schemas import AboutIntervention


class HeadcountReport(AboutIntervention):
    """Participants of one intervention in one month, as its federation counts them.

    By sex for individual interventions; for structural ones the number may stand in ``sexUnknown`` alone.
    """

    period: Period
    women: Count | None = None
    men: Count | None = None
    sex_unknown: Count = Field(
        default=0, description="Those whose sex is not known, or everybody when sex is not counted"
    )
    counting: Counting = Field(default=Counting.UNIQUE, description="The same for a whole year")
    meaning: Meaning = Field(default=Meaning.NEW, description="The same for a whole year")

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.women is None) != (self.men is None):
            raise ValueError("women and men are counted together, or neither is")
        return self

    @property
    def year(self) -> int:
        """The calendar year of the month."""
        return int(self.period[:4])

    @property
    def numbers(self) -> Numbers:
        """The numbers alone."""
        return Numbers(women=self.women, men=self.men, sex_unknown=self.sex_unknown)

    @property
    def total(self) -> int:
        """Everybody counted."""
        return (self.women or 0) + (self.men or 0) + self.sex_unknown


class Headcount(HeadcountReport, Registered):
    """Numbers of participants as they stand in one version."""

    model_config = Registered.model_config
