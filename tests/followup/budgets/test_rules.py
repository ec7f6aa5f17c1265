"""Which budgets stand: in the intervention's life, one a year, ESF cost only where ESF finances."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from finsam_followup.budgets import errors
from finsam_followup.budgets.rules import SUDDEN, notices, refusal
from finsam_followup.budgets.schemas import BudgetReport
from finsam_followup.interventions.errors import InterventionUnknown
from finsam_followup.interventions.rules import Running
from tests.followup.facts import budget, individual, running

WITH_ESF = running(individual(esf_financed=True))
ENDED = running(individual(end=date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("intervention", "facts", "refused"),
    [
        (running(), budget(), None),
        (None, budget(), InterventionUnknown),
        (running(), budget(2023), None),
        (running(), budget(2022), errors.YearOutsideIntervention),
        (ENDED, budget(2024), None),
        (ENDED, budget(2025), errors.YearOutsideIntervention),
        (running(until=date(2023, 12, 31)), budget(2024), errors.YearOutsideIntervention),
        (running(), budget(esf_ore=1), errors.NotEsfFinanced),
        (WITH_ESF, budget(esf_ore=1), None),
        (WITH_ESF, budget(ordinary_ore=0, esf_ore=0), None),
    ],
)
def test_a_budget_stands_on_its_intervention(
    intervention: Running | None, facts: BudgetReport, refused: type[Exception] | None
) -> None:
    problem = refusal(facts, intervention, [])
    assert (type(problem) if problem else None) is refused


def test_a_year_is_budgeted_once() -> None:
    others = [budget(2023), budget(2024, external_id="another")]
    assert isinstance(refusal(budget(2024), running(), others), errors.YearAlreadyBudgeted)
    assert refusal(budget(2025), running(), others) is None


@pytest.mark.parametrize("ore", [-1, 10**15 + 1, 0.5])
def test_absurd_amounts_are_no_amounts(ore: float) -> None:
    with pytest.raises(ValidationError):
        budget(ordinary_ore=ore)


@given(st.integers(1, 10**10), st.integers(1, 10**10))
def test_kronor_taken_for_ore_are_worth_a_look(one: int, other: int) -> None:
    found = [each.code for each in notices(budget(2024, ordinary_ore=one), [budget(2023, ordinary_ore=other)])]
    assert found == (["sudden-change"] if max(one, other) > SUDDEN * min(one, other) else [])


def test_only_the_years_beside_are_compared_and_nothing_with_nothing() -> None:
    assert notices(budget(2024), [budget(2022, ordinary_ore=1)]) == []
    assert notices(budget(2024), [budget(2023, ordinary_ore=0)]) == []
