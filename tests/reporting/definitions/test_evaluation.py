"""Figures from counts: exact until shown, unknown where a count is."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from finsam_contracts.values import Orientation
from finsam_reporting.definitions.declared.interventions import foci
from finsam_reporting.definitions.evaluation import Evaluation
from finsam_reporting.definitions.rounding import rounded

INDIVIDUAL = [f"{focus}-interventions" for focus in foci(Orientation.INDIVIDUAL)]
STRUCTURAL = [f"{focus}-interventions" for focus in foci(Orientation.STRUCTURAL)]
COUNTS = dict(zip([*INDIVIDUAL, *STRUCTURAL], [167, 87, 26, 10, 144, 127, 30], strict=True))
BEFORE = dict(zip([*INDIVIDUAL, *STRUCTURAL], [165, 97, 26, 9, 139, 108, 27], strict=True))

numbers = st.lists(st.integers(0, 10_000), min_size=7, max_size=7)


def figures(now: dict[str, int] = COUNTS, before: dict[str, int] | None = None) -> Evaluation:
    return Evaluation(2024, {2024: now, 2023: BEFORE if before is None else before})


def test_totals_are_the_sums_of_their_parts() -> None:
    counted = [figures().shown(f"{scope}interventions") for scope in ("individual-", "structural-", "")]
    assert counted == [290, 301, 591]


def test_shares_follow_from_counts_and_are_rounded_last() -> None:
    shares = [figures().shown(f"{code}-share") for code in INDIVIDUAL]
    assert shares == [58, 30, 9, 3]
    assert figures().value(f"{INDIVIDUAL[0]}-share") == Fraction(167, 290)
    assert figures().exactly(f"{INDIVIDUAL[2]}-share") == "26/290"


def test_a_change_of_a_share_is_the_difference_of_exact_shares() -> None:
    change = figures().value("structural-interventions-share-change")
    assert change == Fraction(301, 591) - Fraction(274, 571)
    assert figures().shown("structural-interventions-share-change") == 3
    assert figures().shown("interventions-change") == 20


def test_what_is_not_registered_is_not_zero() -> None:
    of_new_year = figures(before={})
    assert of_new_year.shown("interventions") == 591
    assert of_new_year.value("interventions-change") is None
    assert of_new_year.value("state-allocated") is None
    assert figures(now={}).value("interventions") is None


def test_a_share_of_nothing_is_no_share() -> None:
    nothing = dict.fromkeys(COUNTS, 0)
    assert figures(now=nothing).value("interventions") == 0
    assert figures(now=nothing).value("individual-interventions-share") is None


def test_a_growth_is_relative_to_the_year_before() -> None:
    participants = [f"{focus}-participants" for focus in foci(Orientation.STRUCTURAL)]
    now = dict(zip(participants, [10_945, 16_455, 268], strict=True))
    before = dict(zip(participants, [40_250, 20_830, 3_220], strict=True))
    assert figures(now, before).shown("structural-participants-growth") == -57


def test_the_counts_of_a_single_intervention_are_not_given() -> None:
    now = {f"{focus}-participants": 100 for focus in foci(Orientation.STRUCTURAL)} | {"structural-largest": 90}
    assert figures(now).shown("structural-largest-share") == 30
    assert figures(now).exactly("structural-largest-share") is None


@given(numbers)
def test_shares_of_one_whole_sum_to_one(counts: list[int]) -> None:
    evaluated = figures(dict(zip(COUNTS, counts, strict=True)))
    for parts in (INDIVIDUAL, STRUCTURAL):
        shares = [evaluated.value(f"{code}-share") for code in parts]
        present = [share for share in shares if share is not None]
        assert not present or sum(present) == 1


@given(numbers, numbers)
def test_changes_of_shares_of_one_whole_sum_to_nothing(now: list[int], before: list[int]) -> None:
    evaluated = figures(dict(zip(COUNTS, now, strict=True)), dict(zip(COUNTS, before, strict=True)))
    changes = [evaluated.value(f"{code}-share-change") for code in STRUCTURAL]
    present = [change for change in changes if change is not None]
    assert not present or sum(present) == 0


@given(numbers)
def test_what_is_shown_is_the_exact_ratio_rounded(counts: list[int]) -> None:
    evaluated = figures(dict(zip(COUNTS, counts, strict=True)))
    for code in INDIVIDUAL:
        exactly = evaluated.exactly(f"{code}-share")
        if exactly is not None:
            part, whole = map(int, exactly.split("/"))
            assert evaluated.shown(f"{code}-share") == rounded(Fraction(100 * part, whole))
