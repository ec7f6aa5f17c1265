"""Whether numbers of participants stand (registration method headcount: numbers only)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from finsam_common.bodies import Notice
from finsam_common.problems import Problem
from finsam_contracts.values import Meaning, RegistrationMethod
from finsam_followup.headcounts import errors
from finsam_followup.headcounts.schemas import HeadcountReport
from finsam_followup.interventions.errors import InterventionUnknown
from finsam_followup.interventions.rules import Running

REFUSALS: Final = (
    InterventionUnknown,
    errors.PeriodOutsideIntervention,
    errors.NotCounted,
    errors.SexRequired,
    errors.PeriodAlreadyReported,
    errors.CountingMixed,
    errors.MeaningMixed,
)


def refusal(facts: HeadcountReport, intervention: Running | None, others: Iterable[HeadcountReport]) -> Problem | None:
    """Why numbers are refused; None when they stand. ``others`` are the intervention's other numbers that count."""
    if intervention is None:
        return InterventionUnknown(pointer="/interventionId")
    if not intervention.covers(facts.period):
        return errors.PeriodOutsideIntervention(
            pointer="/period", first=intervention.facts.start, last=intervention.last
        )
    if intervention.facts.registration_method == RegistrationMethod.NONE:
        return errors.NotCounted(pointer="/interventionId")
    if intervention.facts.is_individual and facts.women is None:
        return errors.SexRequired(pointer="/women")
    return next((problem for other in others if (problem := _conflict(facts, other))), None)


def notices(facts: HeadcountReport, others: Iterable[HeadcountReport], now: datetime) -> list[Notice]:
    """What somebody should look at, though it stands."""
    found = []
    if facts.period > f"{now:%Y-%m}":
        found.append(Notice(code="period-not-begun", detail="The month has not begun.", pointer="/period"))
    if facts.meaning == Meaning.CUMULATIVE and any(_falls(facts, other) for other in others):
        detail = "Numbers since 1 January are lower than those of an earlier month."
        found.append(Notice(code="cumulative-numbers-fall", detail=detail))
    return found


def _conflict(facts: HeadcountReport, other: HeadcountReport) -> Problem | None:
    if other.period == facts.period:
        return errors.PeriodAlreadyReported(pointer="/period", other_external_id=other.external_id)
    if other.year != facts.year:
        return None
    if other.counting != facts.counting:
        return errors.CountingMixed(pointer="/counting", counting=other.counting)
    if other.meaning != facts.meaning:
        return errors.MeaningMixed(pointer="/meaning", meaning=other.meaning)
    return None


def _falls(one: HeadcountReport, other: HeadcountReport) -> bool:
    if one.year != other.year:
        return False
    earlier, later = sorted((one, other), key=lambda report: report.period)
    return any(
        before > after
        for before, after in (
            (earlier.women or 0, later.women or 0),
            (earlier.men or 0, later.men or 0),
            (earlier.total, later.total),
        )
    )
