"""The 707 synthetic interventions of two years: 455 in both, 136 only in 2024, 116 only in 2023."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count

from finsam_contracts.values import Focus, Orientation, RegistrationMethod, TargetGroup
from finsam_demo.cohorts import CARRIED, ENDED, STARTED, Cohort
from finsam_demo.federations import Federation, cast
from finsam_demo.lifetimes import Life, lives
from finsam_demo.spread import apportion, interleave

LABELS = {
    Focus.WORK_ORIENTED: "arbetslivsinriktad insats",
    Focus.PREPARATORY: "förberedande insats",
    Focus.IDENTIFY_NEEDS: "identifiera individens behov",
    Focus.PREVENTIVE: "förebyggande insats",
    Focus.DEVELOP_COLLABORATION: "utveckla samverkan",
    Focus.COMPETENCE: "kompetenshöjande insats",
    Focus.NEEDS_ANALYSIS: "behovsanalys",
}


@dataclass(frozen=True)
class Intervention:
    """One synthetic intervention. ``number`` runs through the whole data set and makes the external id."""

    number: int
    federation: Federation
    focus: Focus
    target_groups: tuple[TargetGroup, ...]
    follow_up: bool
    life: Life
    web_page: bool = False

    @property
    def external_id(self) -> str:
        """The id in the federation's own (imagined) system."""
        return f"SYN-{self.number:04}"

    @property
    def name(self) -> str:
        """A name that says what it is: synthetic, and of which focus."""
        return f"Syntetisk insats {self.number:04}: {'öppen webbsida' if self.web_page else LABELS[self.focus]}"

    @property
    def registration_method(self) -> RegistrationMethod:
        """Numbers, or for a structural one without follow-up none."""
        return RegistrationMethod.HEADCOUNT if self.follow_up else RegistrationMethod.NONE

    @property
    def esf_financed(self) -> bool:
        """Every nineteenth intervention has money from the European Social Fund beside its ordinary cost."""
        return self.number % 19 == 0


@cache
def all_interventions() -> tuple[Intervention, ...]:
    """Every intervention in order of its number, one of them the web page."""
    numbers = count(1)
    made = [
        replace(one, number=next(numbers))
        for cohort in (CARRIED, STARTED, ENDED)
        for orientation in Orientation
        for one in _of(cohort, orientation)
    ]
    page = next(i for i, one in enumerate(made) if _could_be_the_web_page(one))
    made[page] = replace(made[page], web_page=True)
    return tuple(made)


def in_year(year: int) -> list[Intervention]:
    """Those that ran on at least one day of the year."""
    return [one for one in all_interventions() if one.life.months(year)]


def _could_be_the_web_page(one: Intervention) -> bool:
    """The report's page: *utveckla samverkan* with follow-up, there all of 2023 and still running after 2024."""
    always = one.life.end is None and len(one.life.months(2023)) == 12
    return always and one.follow_up and one.focus is Focus.DEVELOP_COLLABORATION


def _of(cohort: Cohort, orientation: Orientation) -> Iterator[Intervention]:
    foci = interleave({focus: n for focus, n in cohort.interventions.items() if focus.orientation is orientation})
    groups = interleave(cohort.target_groups) if orientation is Orientation.INDIVIDUAL else [()] * len(foci)
    follow_up = {focus: iter(_follow_up(cohort, focus)) for focus in cohort.interventions}
    places = _federations(cohort, orientation, len(foci))
    lifetimes = lives(cohort.name, orientation, len(foci))
    for federation, focus, chosen, life in zip(places, foci, groups, lifetimes, strict=True):
        yield Intervention(0, federation, focus, chosen, next(follow_up[focus]), life)


def _follow_up(cohort: Cohort, focus: Focus) -> Sequence[bool]:
    everyone = cohort.interventions[focus]
    followed = cohort.with_follow_up.get(focus, everyone)
    return interleave({True: followed, False: everyone - followed})


def _federations(cohort: Cohort, orientation: Orientation, total: int) -> list[Federation]:
    """Where a cohort's interventions lie: those named first have at least one each, the rest goes by weight."""
    parts = cast()
    individual = orientation is Orientation.INDIVIDUAL
    small = [] if individual else parts.structural_only
    sure, others = {
        "carried": ([*parts.usual, *small], []),
        "started": (parts.late, [*parts.usual, *small]),
        "ended": (parts.ended, [*parts.usual, *small]),
    }[cohort.name]
    everyone = [*sure, *others]
    extra = apportion(total - len(sure), [one.weight for one in everyone])
    return interleave({one: n + (one in sure) for one, n in zip(everyone, extra, strict=True)})
