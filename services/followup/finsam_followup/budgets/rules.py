"""Whether a budget stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from finsam_common.bodies import Notice
from finsam_common.problems import Problem
from finsam_followup.budgets import errors
from finsam_followup.budgets.schemas import BudgetReport
from finsam_followup.interventions.errors import InterventionUnknown
from finsam_followup.interventions.rules import Running

REFUSALS: Final = (
    InterventionUnknown,
    errors.YearOutsideIntervention,
    errors.NotEsfFinanced,
    errors.YearAlreadyBudgeted,
)
SUDDEN: Final = 10
"""A budget more than so many times another year's is worth a look: kronor were taken for öre, say."""


def refusal(facts: BudgetReport, intervention: Running | None, others: Iterable[BudgetReport]) -> Problem | None:
    """Why a budget is refused; None when it stands. ``others`` are the intervention's other budgets that count."""
    if intervention is None:
        return InterventionUnknown(pointer="/interventionId")
    if not intervention.covers(str(facts.year)):
        return errors.YearOutsideIntervention(pointer="/year", first=intervention.facts.start, last=intervention.last)
    if facts.esf_ore and not intervention.facts.esf_financed:
        return errors.NotEsfFinanced(pointer="/esfOre")
    taken = next((other for other in others if other.year == facts.year), None)
    return errors.YearAlreadyBudgeted(pointer="/year", other_external_id=taken.external_id) if taken else None


def notices(facts: BudgetReport, others: Iterable[BudgetReport]) -> list[Notice]:
    """What somebody should look at, though it stands."""
    if any(_sudden(facts.total_ore, other.total_ore) for other in others if abs(other.year - facts.year) == 1):
        detail = f"More than {SUDDEN} times, or less than a part in {SUDDEN} of, the budget of the year beside."
        return [Notice(code="sudden-change", detail=detail)]
    return []


def _sudden(one: int, other: int) -> bool:
    low, high = sorted((one, other))
    return low > 0 and high > SUDDEN * low
