"""Which numbers stand: in the intervention's life, by sex for individual ones, one kind of count a year."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from finsam_contracts.values import Counting, Meaning
from finsam_followup.headcounts import errors
from finsam_followup.headcounts.rules import notices, refusal
from finsam_followup.headcounts.schemas import HeadcountReport
from finsam_followup.interventions.errors import InterventionUnknown
from finsam_followup.interventions.rules import Running
from tests.followup.facts import headcount, individual, running, structural, uncounted

NOW = datetime(2025, 1, 22, tzinfo=UTC)
WITHOUT_SEX: dict[str, Any] = {"women": None, "men": None, "sex_unknown": 9}
ENDED = running(individual(end=date(2024, 2, 1)))


@pytest.mark.parametrize(
    ("intervention", "facts", "refused"),
    [
        (running(), headcount(), None),
        (None, headcount(), InterventionUnknown),
        (running(), headcount("2023-03"), None),
        (running(), headcount("2023-02"), errors.PeriodOutsideIntervention),
        (ENDED, headcount("2024-02"), None),
        (ENDED, headcount("2024-03"), errors.PeriodOutsideIntervention),
        (running(until=date(2024, 2, 29)), headcount("2024-03"), errors.PeriodOutsideIntervention),
        (running(), headcount(**WITHOUT_SEX), errors.SexRequired),
        (running(), headcount(sex_unknown=1), None),
        (running(structural()), headcount(**WITHOUT_SEX), None),
        (running(structural()), headcount(), None),
        (running(uncounted()), headcount(**WITHOUT_SEX), errors.NotCounted),
        (running(uncounted()), headcount(women=0, men=0), errors.NotCounted),
    ],
)
def test_numbers_stand_on_their_intervention(
    intervention: Running | None, facts: HeadcountReport, refused: type[Exception] | None
) -> None:
    problem = refusal(facts, intervention, [])
    assert (type(problem) if problem else None) is refused


@pytest.mark.parametrize(
    ("other", "refused"),
    [
        (headcount("2024-02"), None),
        (headcount("2024-03", external_id="another"), errors.PeriodAlreadyReported),
        (headcount("2024-02", counting=Counting.ATTENDANCE), errors.CountingMixed),
        (headcount("2023-12", counting=Counting.ATTENDANCE), None),
        (headcount("2024-04", meaning=Meaning.CUMULATIVE), errors.MeaningMixed),
        (headcount("2025-01", meaning=Meaning.CUMULATIVE), None),
    ],
)
def test_what_numbers_count_is_never_mixed_within_a_year(
    other: HeadcountReport, refused: type[Exception] | None
) -> None:
    problem = refusal(headcount("2024-03"), running(), [headcount("2024-01"), other])
    assert (type(problem) if problem else None) is refused


@pytest.mark.parametrize(("women", "men"), [(1, None), (None, 1)])
def test_half_a_sex_split_is_no_split(women: int | None, men: int | None) -> None:
    with pytest.raises(ValidationError):
        headcount(women=women, men=men)


@pytest.mark.parametrize("number", [-1, 10_000_001, 2.5, "many"])
def test_absurd_numbers_are_no_numbers(number: Any) -> None:
    with pytest.raises(ValidationError):
        headcount(women=number)


counts = st.integers(0, 1000)


@given(st.lists(st.tuples(counts, counts, counts), min_size=2, max_size=12))
def test_cumulative_numbers_that_fall_are_worth_a_look(rows: list[tuple[int, int, int]]) -> None:
    year = [
        headcount(f"2024-{month:02}", women=women, men=men, sex_unknown=unknown, meaning=Meaning.CUMULATIVE)
        for month, (women, men, unknown) in enumerate(rows, start=1)
    ]
    *earlier, last = year
    *before, (women, men, unknown) = rows
    total = women + men + unknown
    falls = any(one[0] > women or one[1] > men or sum(one) > total for one in before)
    assert [each.code for each in notices(last, earlier, NOW)] == (["cumulative-numbers-fall"] if falls else [])
    assert notices(last, [one.model_copy(update={"period": "2023-12"}) for one in earlier], NOW) == []


def test_an_earlier_month_that_rises_above_a_later_one_is_seen_too() -> None:
    january = headcount("2024-01", women=50, meaning=Meaning.CUMULATIVE)
    march = headcount("2024-03", women=40, meaning=Meaning.CUMULATIVE)
    assert [each.code for each in notices(january, [march], NOW)] == ["cumulative-numbers-fall"]


def test_new_numbers_may_fall() -> None:
    assert notices(headcount("2024-03", women=0), [headcount("2024-02", women=50)], NOW) == []


@pytest.mark.parametrize(("period", "found"), [("2025-01", []), ("2025-02", ["period-not-begun"])])
def test_a_month_that_has_not_begun_is_worth_a_look(period: str, found: list[str]) -> None:
    assert [each.code for each in notices(headcount(period), [], NOW)] == found


@given(counts, counts, counts)
def test_sex_becoming_known_is_no_fall(women: int, men: int, unknown: int) -> None:
    before = headcount("2024-01", women=women, men=men, sex_unknown=unknown, meaning=Meaning.CUMULATIVE)
    after = headcount("2024-02", women=women + unknown, men=men, sex_unknown=0, meaning=Meaning.CUMULATIVE)
    assert notices(after, [before], NOW) == []


def test_structural_numbers_without_sex_are_all_in_the_total() -> None:
    assert headcount(**WITHOUT_SEX).total == 9
    assert refusal(headcount(**WITHOUT_SEX), running(structural()), []) is None
