"""The model by cases small enough to reckon by hand. Amounts in kronor become öre in ``kr``."""

from fractions import Fraction
from uuid import UUID

import pytest

from finsam_allocation.model.allocate import allocate
from finsam_allocation.model.bounds import Bounds, CapSource
from finsam_allocation.model.outcome import Applied, Award, Level, Outcome
from finsam_allocation.model.search import Draw, find_rate
from finsam_allocation.model.values import EquityEffect, EquityRule, Federation, Frame, Parameters, Step
from tests.allocation.model.cases import federation, id_of


def kr(amount: int) -> int:
    return amount * 100


def given(outcome: Outcome) -> list[int]:
    return [award.ore // 100 for award in outcome.awards]


PLAIN = Parameters(base_ore=kr(100))
ALIKE = [federation(n, 10, 10) for n in range(4)]


def test_three_quarters_by_assistance_and_one_quarter_by_inhabitants() -> None:
    outcome = allocate([federation(1, 100, 30), federation(2, 300, 10)], Frame(kr(1_000)), PLAIN)
    one, two = outcome.awards

    assert (one.position.share.of_assistance, one.position.share.of_inhabitants) == (Fraction(1, 4), Fraction(3, 4))
    assert (one.position.share.k, two.position.share.k) == (Fraction(3, 8), Fraction(5, 8))
    assert [one.position.norm, two.position.norm] == [kr(100 + 300), kr(100 + 500)]
    assert outcome.rate == kr(800)
    assert given(outcome) == [400, 600]


def test_national_support_is_taken_from_the_frame_first() -> None:
    outcome = allocate(ALIKE, Frame(kr(1_000), national_support_ore=kr(200)), PLAIN)

    assert outcome.distributable_ore == kr(800)
    assert given(outcome) == [200, 200, 200, 200]


def test_a_floor_is_paid_by_those_above_theirs() -> None:
    braked = federation(1, 1, 1, previous_ore=kr(500))
    outcome = allocate([braked, federation(2, 1, 1), federation(3, 1, 1)], Frame(kr(1_050)), PLAIN)

    assert given(outcome) == [450, 300, 300]
    assert [award.applied for award in outcome.awards] == [Applied.FLOOR, Applied.NONE, Applied.NONE]
    assert outcome.awards[0].change_ore == -kr(50)


def test_without_the_brake_there_is_no_floor() -> None:
    braked = federation(1, 1, 1, previous_ore=kr(500))
    rules = Parameters(base_ore=kr(100), brake=None)

    assert given(allocate([braked, federation(2, 1, 1)], Frame(kr(600)), rules)) == [300, 300]


def test_what_a_cap_leaves_goes_to_the_others() -> None:
    capped = federation(1, 1, 1, request_ore=kr(150), matching_ore=kr(900))
    outcome = allocate([capped, federation(2, 1, 1), federation(3, 1, 1)], Frame(kr(750)), PLAIN)

    assert given(outcome) == [150, 300, 300]
    assert outcome.awards[0].applied is Applied.CAP
    assert outcome.awards[0].position.bounds.cap_sources == [CapSource.REQUEST]


def test_a_cap_below_the_base_grant_holds() -> None:
    outcome = allocate([federation(1, 1, 1, request_ore=kr(60)), federation(2, 1, 1)], Frame(kr(400)), PLAIN)

    assert given(outcome) == [60, 340]


def test_the_cap_wins_over_the_floor() -> None:
    both = federation(1, 1, 1, previous_ore=kr(500), matching_ore=kr(200))
    outcome = allocate([both, federation(2, 1, 1)], Frame(kr(1_000)), PLAIN)

    assert given(outcome) == [200, 800]
    assert outcome.awards[0].position.bounds.yielded
    assert outcome.awards[0].applied is Applied.CAP


def test_a_floor_that_gave_way_counts_as_the_cap_also_when_it_lifts() -> None:
    both = federation(1, 1, 1, previous_ore=kr(500), matching_ore=kr(200))
    outcome = allocate([both, federation(2, 1, 1)], Frame(kr(300)), PLAIN)

    assert given(outcome) == [200, 100]
    assert outcome.awards[0].unbounded == kr(100)
    assert outcome.awards[0].applied is Applied.CAP


def test_a_floor_as_high_as_its_cap_has_not_given_way() -> None:
    pinned = federation(1, 1, 1, previous_ore=kr(500), request_ore=kr(450))
    outcome = allocate([pinned, federation(2, 1, 1)], Frame(kr(600)), PLAIN)

    assert given(outcome) == [450, 150]
    assert not outcome.awards[0].position.bounds.yielded
    assert outcome.awards[0].applied is Applied.FLOOR


def test_a_breakpoint_below_one_öre_is_one_too() -> None:
    """The first meets its cap of 1 öre at λ = ½ and the second draws λ: of 2 öre it gets the other."""
    capped = Draw(0, Fraction(2), Bounds(Fraction(0), {}, 0, 1, yielded=False))
    free = Draw(0, Fraction(1), Bounds(Fraction(0), {}, 0, None, yielded=False))

    assert find_rate([capped, free], 2) == 1


def test_when_every_cap_binds_the_rest_is_undistributed() -> None:
    some = [federation(1, 1, 1, request_ore=kr(200)), federation(2, 1, 1, request_ore=kr(300))]
    outcome = allocate(some, Frame(kr(1_000)), PLAIN)

    assert given(outcome) == [200, 300]
    assert outcome.undistributed_ore == kr(500)
    assert outcome.rate == kr(400)


def test_an_infeasible_run_gives_nothing_and_names_the_floors() -> None:
    some = [federation(1, 1, 1, previous_ore=kr(1_000)), federation(2, 1, 1, previous_ore=kr(100))]
    outcome = allocate(some, Frame(kr(950)), PLAIN)

    assert outcome.infeasible is not None
    assert outcome.infeasible.excess_ore == kr(900 + 100 - 950)
    assert outcome.infeasible.base_ore == kr(200)
    assert outcome.infeasible.floors == {id_of(1): kr(800)}
    assert (outcome.rate, outcome.awards, outcome.undistributed_ore) == (None, (), kr(950))


def test_base_grants_alone_can_be_more_than_there_is() -> None:
    outcome = allocate(ALIKE, Frame(kr(399)), PLAIN)

    assert outcome.infeasible is not None
    assert (outcome.infeasible.excess_ore, outcome.infeasible.floors) == (kr(1), {})


def test_exactly_what_floors_and_base_grants_take_is_feasible() -> None:
    some = [federation(1, 1, 1, previous_ore=kr(1_000)), federation(2, 1, 1)]
    outcome = allocate(some, Frame(kr(1_000)), PLAIN)

    assert outcome.rate == 0
    assert given(outcome) == [900, 100]


def test_bounds_are_rounded_inwards_before_the_search() -> None:
    """90 % of 333 kr 33 öre is 299.997 kr: the floor is 300 kr; a request for 250 kr 99 öre is a cap of 250 kr."""
    some = [
        federation(1, 1, 1, previous_ore=33_333),
        federation(2, 1, 1, request_ore=25_099),
        federation(3, 10, 10),
    ]
    bounds = [position.bounds for position in allocate(some, Frame(kr(2_000)), PLAIN).positions]

    assert [(each.floor_ore, each.cap_ore) for each in bounds] == [(kr(300), None), (0, kr(250)), (0, None)]
    assert bounds[0].braked == Fraction(33_333 * 9, 10)


def test_a_floor_and_a_cap_within_one_krona_meet_at_the_cap() -> None:
    narrow = federation(1, 1, 1, previous_ore=11_120, request_ore=10_090)
    bounds = allocate([narrow, federation(2, 1, 1)], Frame(kr(1_000)), PLAIN).positions[0].bounds

    assert (bounds.floor_ore, bounds.cap_ore, bounds.yielded) == (kr(100), kr(100), True)


def test_the_last_krona_goes_to_the_lowest_id_among_equals() -> None:
    assert given(allocate(ALIKE, Frame(kr(803)), PLAIN)) == [201, 201, 201, 200]


def test_the_largest_remainder_comes_first() -> None:
    """6 : 4 : 4 of 100 kr is 42.86, 28.57, 28.57: two kronor are left, the first for .86."""
    some = [federation(1, 4, 4), federation(2, 4, 4), federation(3, 6, 6)]
    outcome = allocate(some, Frame(kr(100)), Parameters(base_ore=0))

    assert given(outcome) == [29, 28, 43]
    assert [award.rounded.remainder for award in outcome.awards] == [
        Fraction(400, 7),
        Fraction(400, 7),
        Fraction(600, 7),
    ]


def test_öre_under_the_rounding_unit_are_undistributed() -> None:
    outcome = allocate(ALIKE, Frame(kr(800) + 42), PLAIN)

    assert given(outcome) == [200, 200, 200, 200]
    assert outcome.undistributed_ore == 42


def test_the_increase_limit_is_a_cap_when_there_is_one() -> None:
    rules = Parameters(base_ore=kr(100), increase_limit=Fraction(1, 5))
    outcome = allocate([federation(1, 1, 1, previous_ore=kr(200)), federation(2, 1, 1)], Frame(kr(1_000)), rules)

    assert given(outcome) == [240, 760]
    assert outcome.positions[0].bounds.cap_sources == [CapSource.INCREASE_LIMIT]


@pytest.mark.parametrize(
    ("ore", "level"),
    [
        (kr(110), Level.IN),
        (kr(110) + 1, Level.ABOVE),
        (kr(90), Level.IN),
        (kr(90) - 1, Level.BELOW),
    ],
)
def test_in_level_is_within_ten_per_cent_of_the_norm(ore: int, level: Level) -> None:
    capped = federation(1, 1, 1, previous_ore=ore, request_ore=ore)
    rules = Parameters(base_ore=0, brake=Fraction(1), rounding_unit_ore=1)
    outcome = allocate([capped, federation(2, 1, 1)], Frame(kr(200)), rules)

    assert outcome.awards[0].ore == ore
    assert outcome.awards[0].level(rules.level_band) is level


def with_equity(effect: EquityEffect, *steps: Step) -> Award:
    """Two alike, norm 500 kr each and so 1,000 kr of funds; the first had 1,000 kr before and has 300 kr of equity."""
    some = [federation(1, 1, 1, previous_ore=kr(1_000), equity_ore=kr(300)), federation(2, 1, 1)]
    rules = Parameters(base_ore=kr(100), equity=EquityRule(effect, steps))
    return allocate(some, Frame(kr(1_000)), rules).awards[0]


FIFTH = Step(None, Fraction(1, 5))


@pytest.mark.parametrize(
    ("effect", "steps", "expected", "applied"),
    [
        (EquityEffect.IGNORED, [FIFTH], 900, Applied.FLOOR),
        (EquityEffect.REMOVES_BRAKE, [], 900, Applied.FLOOR),
        (EquityEffect.REMOVES_BRAKE, [FIFTH], 500, Applied.NONE),
        (EquityEffect.REMOVES_BRAKE, [Step(None, Fraction(3, 10))], 900, Applied.FLOOR),
        (EquityEffect.REDUCES, [], 900, Applied.FLOOR),
        (EquityEffect.REDUCES, [FIFTH], 400, Applied.CAP),
        (EquityEffect.REDUCES, [Step(kr(900), Fraction(1, 2)), FIFTH], 400, Applied.CAP),
        (EquityEffect.REDUCES, [Step(kr(1_000), Fraction(1, 5))], 400, Applied.CAP),
        (EquityEffect.REDUCES, [Step(kr(999), Fraction(1, 5))], 900, Applied.FLOOR),
    ],
)
def test_excess_equity_acts_as_the_parameters_say(
    effect: EquityEffect, steps: list[Step], expected: int, applied: Applied
) -> None:
    award = with_equity(effect, *steps)

    assert (award.ore // 100, award.applied) == (expected, applied)


def test_without_a_staircase_no_equity_is_reasonable_or_not() -> None:
    assert with_equity(EquityEffect.REDUCES).position.reasonable_equity is None
    assert with_equity(EquityEffect.REDUCES, FIFTH).position.reasonable_equity == kr(200)


@pytest.mark.parametrize(
    "some",
    [
        [],
        [federation(1, 0, 1)],
        [federation(1, 1, 0)],
        [federation(1, 1, 1), federation(1, 2, 2)],
    ],
)
def test_there_must_be_something_to_take_shares_of(some: list[Federation]) -> None:
    with pytest.raises(ValueError, match="federations"):
        allocate(some, Frame(kr(1_000)), PLAIN)


def test_the_scale_of_the_country_is_exact() -> None:
    """69 federations and 336 million kronor: every krona is given, and every amount is whole kronor."""
    some = [
        federation(n, 123_456_789 * n * n + 987_654_321, 1_009 * n + 17, previous_ore=kr(4_800_000))
        for n in range(1, 70)
    ]
    outcome = allocate(some, Frame(kr(339_000_000), kr(3_000_000)), Parameters())

    assert outcome.allocated_ore == kr(336_000_000)
    assert outcome.undistributed_ore == 0
    assert all(award.ore >= kr(4_320_000) and award.ore % 100 == 0 for award in outcome.awards)


def test_ids_order_the_answer() -> None:
    ids = [UUID(int=n) for n in (9, 3, 7)]
    outcome = allocate([Federation(id_, 1, 1) for id_ in ids], Frame(kr(900)), PLAIN)

    assert [award.position.federation.id for award in outcome.awards] == sorted(ids)
