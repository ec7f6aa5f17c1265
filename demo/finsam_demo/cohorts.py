"""Three cohorts make two years: carried over the turn of the year, started in 2024, and ended in 2023."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from finsam_contracts.values import Focus
from finsam_demo import plan2023, plan2024, plans
from finsam_demo.plans import Pattern, Plan

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Cohort:
    """Interventions of which the years see the same: how many by focus, with follow-up, and for whom."""

    name: str
    interventions: Mapping[Focus, int]
    with_follow_up: Mapping[Focus, int]
    target_groups: Mapping[Pattern, int]


# 455 = 591 − 136 ran in both years. The printed counts leave their foci open between bounds; these lie inside them.
CARRIED = Cohort(
    "carried",
    interventions={
        Focus.WORK_ORIENTED: 132,
        Focus.PREPARATORY: 70,
        Focus.IDENTIFY_NEEDS: 21,
        Focus.PREVENTIVE: 8,
        Focus.DEVELOP_COLLABORATION: 114,
        Focus.COMPETENCE: 88,
        Focus.NEEDS_ANALYSIS: 22,
    },
    with_follow_up={Focus.DEVELOP_COLLABORATION: 60, Focus.COMPETENCE: 47, Focus.NEEDS_ANALYSIS: 8},
    target_groups={
        plans.NONE_SPECIFIC: 138,
        plans.YOUNG_THREE: 26,
        plans.YOUNG_THREE_AND_SICK: 22,
        plans.YOUNG: 13,
        plans.YOUNG_AND_SICK: 11,
        plans.SICK: 10,
        plans.WOMEN: 7,
        plans.MEN: 4,
    },
)


def rest(name: str, plan: Plan) -> Cohort:
    """What a year has beyond the carried ones. Raises ValueError if the carried ones are more than the year has."""
    return Cohort(
        name,
        _less(plan.interventions, CARRIED.interventions),
        _less(plan.with_follow_up, CARRIED.with_follow_up),
        _less(plan.target_groups, CARRIED.target_groups),
    )


def _less(whole: Mapping[K, int], part: Mapping[K, int]) -> dict[K, int]:
    difference = {key: count - part.get(key, 0) for key, count in whole.items()}
    if min(difference.values()) < 0 or set(part) - set(whole):
        raise ValueError(f"more is carried over than the year has: {difference}")
    return difference


STARTED = rest("started", plan2024.PLAN)
ENDED = rest("ended", plan2023.PLAN)
