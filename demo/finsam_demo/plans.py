"""What a year's plan is: the counts that the rows behind it have to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from finsam_contracts.values import Focus, Orientation, TargetGroup

Pattern = tuple[TargetGroup, ...]
"""The target groups of one intervention; several may be chosen."""

NONE_SPECIFIC: Pattern = (TargetGroup.NONE_SPECIFIC,)
YOUNG: Pattern = (TargetGroup.YOUNG,)
YOUNG_THREE: Pattern = (
    TargetGroup.YOUNG,
    TargetGroup.YOUNG_WITH_DISABILITY,
    TargetGroup.YOUNG_WITH_ACTIVITY_COMPENSATION,
)
YOUNG_AND_SICK: Pattern = (TargetGroup.YOUNG, TargetGroup.LONG_TERM_SICK)
YOUNG_THREE_AND_SICK: Pattern = (*YOUNG_THREE, TargetGroup.LONG_TERM_SICK)
SICK: Pattern = (TargetGroup.LONG_TERM_SICK,)
WOMEN: Pattern = (TargetGroup.WOMEN_ONLY,)
MEN: Pattern = (TargetGroup.MEN_ONLY,)
EVERY_SPECIFIC: Pattern = tuple(group for group in TargetGroup if group is not TargetGroup.NONE_SPECIFIC)
"""All six at once, which means none: how some federations registered in 2023 (report, section 4.1)."""


@dataclass(frozen=True)
class People:
    """Participants of one focus in one year."""

    women: int
    men: int

    @property
    def total(self) -> int:
        """Women and men."""
        return self.women + self.men


@dataclass(frozen=True)
class Cost:
    """Budgeted cost of one orientation in one year, in thousands of kronor."""

    ordinary: int
    esf: int


@dataclass(frozen=True)
class Plan:
    """One year: interventions, participants and cost. Months, federations and single rows are spread from it."""

    year: int
    interventions: Mapping[Focus, int]
    with_follow_up: Mapping[Focus, int]
    target_groups: Mapping[Pattern, int]
    individual_participants: Mapping[Focus, People]
    structural_participants: Mapping[Focus, int]
    web_page_visitors: int
    cost: Mapping[Orientation, Cost]

    def count(self, orientation: Orientation) -> int:
        """Interventions of one orientation."""
        return sum(n for focus, n in self.interventions.items() if focus.orientation is orientation)
