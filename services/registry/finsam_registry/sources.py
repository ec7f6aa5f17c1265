"""Where a fact comes from: what every request to the registry says of its source and of its dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from finsam_common.bodies import Body, Line
from finsam_contracts.registry import DatePrecision
from finsam_registry.findings import Finding, Severity

Day = Annotated[date, Field(ge=date(2004, 1, 1), le=date(2100, 12, 31), examples=["2024-01-01"])]
"""A day since the act came into force (1 January 2004)."""


class Contradiction(Body):
    """Another source that says otherwise. It is kept beside the fact; the fact is what the request says."""

    source: Line = Field(examples=["Försäkringskassan, rapport för 2024, bilaga 1, not 26"])
    says_sv: Line = Field(examples=["Samordningsförbundet Höganäs upphörde under 2023."])
    says_en: Line = Field(examples=["Samordningsförbundet Höganäs ended during 2023."])


class Sourced(Body):
    """A request that names its source."""

    source: Line = Field(examples=["Försäkringskassan, rapport för 2024, avsnitt 1.1, not 6"])
    contradictions: list[Contradiction] = Field(default_factory=list, max_length=20)


class Dated(Sourced):
    """A request with the day from which it holds, and how exactly the source gives that day."""

    effective_date: Day
    date_precision: DatePrecision = DatePrecision.DAY

    @model_validator(mode="after")
    def _no_day_is_made_up(self) -> Self:
        if self.date_precision is DatePrecision.YEAR and (self.effective_date.month, self.effective_date.day) != (1, 1):
            raise ValueError("Of a year alone, the date is 1 January of it.")
        return self


def disagreements(contradictions: Iterable[Contradiction]) -> list[Finding]:
    """Each contradiction as a finding that stays with the decision."""
    return [
        Finding(
            code="sources-disagree",
            severity=Severity.INFO,
            sv=f"En annan källa säger emot. {each.source}: {each.says_sv}",
            en=f"Another source says otherwise. {each.source}: {each.says_en}",
        )
        for each in contradictions
    ]
