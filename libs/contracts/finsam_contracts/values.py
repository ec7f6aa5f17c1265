"""Values that events and interfaces share: code lists, codes, periods, money."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

MunicipalityCode = Annotated[str, Field(pattern=r"^[0-9]{4}$", examples=["1281"])]
"""SCB's municipality code: four digits, leading zero kept."""

CountyCode = Annotated[str, Field(pattern=r"^[0-9]{2}$", examples=["12"])]
"""SCB's county code: two digits."""

Period = Annotated[str, Field(pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2024-03"])]
"""A calendar month, ``YYYY-MM``."""

Year = Annotated[int, Field(ge=2004, le=2100, examples=[2024])]
"""A calendar year in which the act has been in force (2003:1210 is in force from 2004)."""

Ore = Annotated[int, Field(ge=0, le=10**15, examples=[125_000_000])]
"""Money in öre (1/100 krona), never negative."""

Count = Annotated[int, Field(ge=0, le=10_000_000, examples=[12])]
"""A number of people or attendances."""


class Orientation(StrEnum):
    """Whether an intervention is for people (individinriktad) or for the parties' staff and structures."""

    INDIVIDUAL = "individual"
    STRUCTURAL = "structural"


class Focus(StrEnum):
    """Preciserad inriktning, code list of Uppföljning Finsam (2023–)."""

    WORK_ORIENTED = "arbetslivsinriktad-insats"
    PREPARATORY = "forberedande-insats"
    IDENTIFY_NEEDS = "identifiera-individens-behov"
    PREVENTIVE = "forebyggande-insats"
    DEVELOP_COLLABORATION = "utveckla-samverkan"
    COMPETENCE = "kompetenshojande-insats"
    NEEDS_ANALYSIS = "behovsanalys"

    @property
    def orientation(self) -> Orientation:
        """The orientation that the focus belongs to."""
        return Orientation.STRUCTURAL if self in _STRUCTURAL else Orientation.INDIVIDUAL


_STRUCTURAL = {Focus.DEVELOP_COLLABORATION, Focus.COMPETENCE, Focus.NEEDS_ANALYSIS}


class TargetGroup(StrEnum):
    """Målgrupp, code list of 2023–. Only individual interventions have target groups."""

    WOMEN_ONLY = "enbart-kvinnor"
    MEN_ONLY = "enbart-man"
    YOUNG = "unga"
    YOUNG_WITH_DISABILITY = "unga-med-funktionsnedsattning"
    YOUNG_WITH_ACTIVITY_COMPENSATION = "unga-med-aktivitetsersattning"
    LONG_TERM_SICK = "langtidssjukskrivna"
    NONE_SPECIFIC = "ingen-specifik-malgrupp"


class RegistrationMethod(StrEnum):
    """How participants are registered. Numbers are all that the law supports today; structural may choose none."""

    HEADCOUNT = "headcount"
    NONE = "none"


class Counting(StrEnum):
    """What is counted: unique people within the intervention, or every attendance (a dialogue forum)."""

    UNIQUE = "unique"
    ATTENDANCE = "attendance"


class Meaning(StrEnum):
    """What a month's number means: new in the month (the year is the sum), or cumulative since 1 January."""

    NEW = "new"
    CUMULATIVE = "cumulative"


class Provenance(StrEnum):
    """Where a fact comes from. Synthetic facts are made for demonstrations and are marked wherever they show."""

    REGISTERED = "registered"
    SYNTHETIC = "synthetic"


class Party(StrEnum):
    """Who may be a member of a federation (§ 1, 3 of the act)."""

    FK = "fk"
    AF = "af"
    REGION = "region"
    MUNICIPALITY = "municipality"
