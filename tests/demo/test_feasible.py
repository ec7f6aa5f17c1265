"""What the report says of 2023 cannot all be true: which parts of it exclude each other, and by how much."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_contracts.values import Focus, Orientation
from finsam_demo import plan2023, plan2024
from finsam_demo.feasible import ANY, Interval, before, largest_sets, make_one_whole, mean, meet, points
from finsam_demo.printed import comparisons, facts
from tests.demo.recount import percent

NOW = plan2024.PLAN
PRINTED = {one.share: one.printed_points for one in comparisons()}
INDIVIDUAL = [focus for focus in Focus if focus.orientation is Orientation.INDIVIDUAL]
STRUCTURAL = [focus for focus in Focus if focus.orientation is Orientation.STRUCTURAL]
PEOPLE = sum(people.total for people in NOW.individual_participants.values())


def interventions_2023(foci: list[Focus]) -> dict[str, Interval]:
    whole = sum(NOW.interventions[focus] for focus in foci)
    return {
        focus: before(Fraction(NOW.interventions[focus], whole), PRINTED[f"{focus}-interventions-share"])
        for focus in foci
    }


def participants_2023() -> dict[str, Interval]:
    return {
        focus: before(Fraction(people.total, PEOPLE), PRINTED[f"{focus}-participants-share"])
        for focus, people in NOW.individual_participants.items()
    }


def women_2023(changes: dict[str, int] | None = None) -> dict[str, Interval]:
    """The women's share in each focus of 2023 by the printed changes, or by others."""
    points = {focus: PRINTED[f"{focus}-women-share"] for focus in INDIVIDUAL} | (changes or {})
    return {
        focus: before(Fraction(people.women, people.total), points[focus])
        for focus, people in NOW.individual_participants.items()
    }


FIFTY_FIVE_PERCENT = Interval(Fraction(545, 1000), Fraction(555, 1000))


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_a_share_lies_in_the_interval_of_its_change_and_in_no_other(now: Fraction, was: Fraction) -> None:
    change = points(now, was)
    inside = [p for p in (change - 1, change, change + 1) if before(now, p).low < was <= before(now, p).high]
    assert inside == [change]


@given(st.lists(st.integers(1, 500), min_size=4, max_size=4), st.lists(st.fractions(0, 1), min_size=4, max_size=4))
def test_the_mean_of_shares_lies_within_its_bounds(counts: list[int], values: list[Fraction]) -> None:
    keys = "abcd"
    weights = dict(zip(keys, (Fraction(count, sum(counts)) for count in counts), strict=True))
    slack = Fraction(1, 50)
    bounds = mean(
        {key: Interval(max(Fraction(0), weight - slack), weight + slack) for key, weight in weights.items()},
        {key: Interval(value - slack, value + slack) for key, value in zip(keys, values, strict=True)},
    )
    exact = sum(weights[key] * value for key, value in zip(keys, values, strict=True))
    assert bounds.low <= exact <= bounds.high


def test_the_four_individual_foci_can_have_changed_as_printed() -> None:
    assert make_one_whole(interventions_2023(INDIVIDUAL).values())
    assert make_one_whole(participants_2023().values())


def test_of_the_three_structural_foci_any_two_can_have_changed_as_printed_and_never_all_three() -> None:
    shares = interventions_2023(STRUCTURAL)
    held = largest_sets(shares, lambda kept: make_one_whole(shares[key] if key in kept else ANY for key in shares))
    assert sorted(map(len, held)) == [2, 2, 2]


def test_with_a_rise_of_three_in_place_of_a_fall_of_three_the_structural_foci_fit() -> None:
    shares = interventions_2023(STRUCTURAL)
    competence = Fraction(NOW.interventions[Focus.COMPETENCE], NOW.count(Orientation.STRUCTURAL))
    assert make_one_whole((shares | {Focus.COMPETENCE: before(competence, +3)}).values())


def test_women_by_focus_as_printed_cannot_make_55_per_cent_of_all() -> None:
    assert mean(participants_2023(), women_2023()).low > Fraction(568, 1000)


def test_any_three_foci_can_keep_their_women_if_the_fourth_gives_way() -> None:
    weights, women = participants_2023(), women_2023()

    def together(kept: frozenset[str]) -> bool:
        return meet(FIFTY_FIVE_PERCENT, mean(weights, {key: women[key] if key in kept else ANY for key in women}))

    assert sorted(map(len, largest_sets(women, together))) == [3, 3, 3, 3]


@pytest.mark.parametrize(
    ("focus", "nearest"),
    [
        (Focus.WORK_ORIENTED, +1),
        (Focus.PREPARATORY, +6),
        (Focus.IDENTIFY_NEEDS, +15),
        (Focus.PREVENTIVE, +61),
    ],
)
def test_work_oriented_gives_way_by_least(focus: Focus, nearest: int) -> None:
    weights = participants_2023()

    def possible(change: int) -> bool:
        return meet(FIFTY_FIVE_PERCENT, mean(weights, women_2023({focus: change})))

    assert next(change for change in range(PRINTED[f"{focus}-women-share"], 100) if possible(change)) == nearest


def test_a_share_that_grows_by_four_points_grows_among_women_or_among_men() -> None:
    focus = Focus.IDENTIFY_NEEDS
    people = NOW.individual_participants
    women = sum(one.women for one in people.values())
    of_women = before(Fraction(people[focus].women, women), PRINTED[f"{focus}-share-of-women"])
    of_men = before(Fraction(people[focus].men, PEOPLE - women), PRINTED[f"{focus}-share-of-men"])
    all_2023 = participants_2023()[focus]
    assert all_2023.high < min(of_women.low, of_men.low)


def test_the_plan_of_2023_holds_what_can_be_held() -> None:
    was = plan2023.PLAN.individual_participants
    women = women_2023()
    shares = {focus: Fraction(people.women, people.total) for focus, people in was.items()}
    kept = {focus for focus, share in shares.items() if women[focus].low < share <= women[focus].high}
    assert kept == set(INDIVIDUAL) - {Focus.WORK_ORIENTED}
    total = sum(people.total for people in was.values())
    assert FIFTY_FIVE_PERCENT.low < Fraction(sum(one.women for one in was.values()), total) < FIFTY_FIVE_PERCENT.high


def test_the_split_by_sex_of_2024_satisfies_every_printed_share_and_is_not_the_only_one() -> None:
    """Women in the work-oriented focus, with the other three as planned: which numbers fit all that is printed."""
    printed = {fact.figure: fact.printed for fact in facts() if fact.year == 2024 and fact.unit == "percent"}
    people = NOW.individual_participants

    def fits(women: dict[Focus, int]) -> bool:
        total = sum(women.values())
        shares = {"individual-women-share": Fraction(total, PEOPLE)}
        for focus, count in women.items():
            shares[f"{focus}-women-share"] = Fraction(count, people[focus].total)
            shares[f"{focus}-share-of-women"] = Fraction(count, total)
            shares[f"{focus}-share-of-men"] = Fraction(people[focus].total - count, PEOPLE - total)
        return all(key not in printed or percent(share) == printed[key] for key, share in shares.items())

    chosen = {focus: one.women for focus, one in people.items()}
    fitting = [n for n in range(people[Focus.WORK_ORIENTED].total + 1) if fits(chosen | {Focus.WORK_ORIENTED: n})]
    assert chosen[Focus.WORK_ORIENTED] == min(fitting)
    assert len(fitting) > 1
    assert not fits(chosen | {Focus.PREPARATORY: chosen[Focus.PREPARATORY] - 1})
