"""Participants by intervention, month and sex, spread from each focus's total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from finsam_contracts.values import Counting, Focus, Orientation, TargetGroup
from finsam_demo.interventions import Intervention, in_year
from finsam_demo.plans import Plan
from finsam_demo.spread import apportion, size

SEASON = (9, 9, 10, 9, 10, 7, 3, 8, 10, 11, 10, 7)
"""How new participants fall over the months: few in July."""


@dataclass(frozen=True)
class Headcount:
    """New participants of one intervention in one month; ``None`` where sex is not counted."""

    intervention: Intervention
    period: str
    women: int | None
    men: int | None
    sex_unknown: int

    @property
    def external_id(self) -> str:
        """The id in the federation's own (imagined) system."""
        return f"{self.intervention.external_id}:{self.period}"

    @property
    def counting(self) -> Counting:
        """Every attendance at dialogue forums and on the web page, unique people everywhere else."""
        forum = self.intervention.focus is Focus.DEVELOP_COLLABORATION
        return Counting.ATTENDANCE if forum else Counting.UNIQUE


def headcounts(plan: Plan) -> list[Headcount]:
    """Every month of every followed intervention of the year, months without participants too."""
    followed = [one for one in in_year(plan.year) if one.follow_up]
    return [cell for focus in Focus for cell in _of_focus(plan, [one for one in followed if one.focus is focus])]


def _of_focus(plan: Plan, interventions: Sequence[Intervention]) -> Iterator[Headcount]:
    focus = interventions[0].focus
    if focus.orientation is Orientation.STRUCTURAL:
        yield from _structural(plan, focus, interventions)
        return
    people = plan.individual_participants[focus]
    women = _months(plan.year, people.women, interventions, without=TargetGroup.MEN_ONLY)
    men = _months(plan.year, people.men, interventions, without=TargetGroup.WOMEN_ONLY)
    for (one, period, w), (_, _, m) in zip(women, men, strict=True):
        yield Headcount(one, period, w, m, 0)


def _structural(plan: Plan, focus: Focus, interventions: Sequence[Intervention]) -> Iterator[Headcount]:
    pages = [one for one in interventions if one.web_page]
    visitors = plan.web_page_visitors if pages else 0
    staff = _months(
        plan.year, plan.structural_participants[focus] - visitors, [i for i in interventions if i not in pages]
    )
    visits = _months(plan.year, visitors, pages) if visitors else ()
    for one, period, n in (*staff, *visits):
        yield Headcount(one, period, None, None, n)


Cell = tuple[Intervention, str, int]


def _months(
    year: int, total: int, interventions: Sequence[Intervention], without: TargetGroup | None = None
) -> Iterable[Cell]:
    """A total over interventions by size and time, then over each one's months; those only for ``without`` get none."""
    weights = [0 if one.target_groups == (without,) else _weight(one, year) for one in interventions]
    for one, share in zip(interventions, apportion(total, weights), strict=True):
        months = one.life.months(year)
        parts = apportion(share, [SEASON[int(month[-2:]) - 1] for month in months])
        yield from ((one, month, part) for month, part in zip(months, parts, strict=True))


def _weight(one: Intervention, year: int) -> int:
    return size(one.number) * len(one.life.months(year))
