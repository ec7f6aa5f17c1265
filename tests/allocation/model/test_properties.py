"""What always holds, whatever the federations (domain/allocation.md, the list under "Then")."""

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from finsam_allocation.model.allocate import allocate
from finsam_allocation.model.bounds import Bounds
from finsam_allocation.model.norm import share
from finsam_allocation.model.outcome import Applied, Outcome
from finsam_allocation.model.search import Draw, find_rate, total
from finsam_allocation.model.values import Federation, Frame, Parameters, Totals
from tests.allocation.model.cases import federations, frames, id_of, oracle, parameters


def exact(outcome: Outcome) -> dict[UUID, Fraction]:
    return {award.position.federation.id: award.exact for award in outcome.awards}


def results(outcome: Outcome) -> dict[UUID, int]:
    return {award.position.federation.id: award.ore for award in outcome.awards}


@given(federations, frames, parameters)
def test_every_ore_is_allocated_or_undistributed(some: list[Federation], available: int, rules: Parameters) -> None:
    outcome = allocate(some, Frame(available), rules)

    assert sum(results(outcome).values()) + outcome.undistributed_ore == available
    assert outcome.undistributed_ore >= 0


@given(federations, frames, parameters)
def test_it_agrees_with_an_oracle_that_halves(some: list[Federation], available: int, rules: Parameters) -> None:
    outcome = allocate(some, Frame(available), rules)
    expected = oracle(some, available, rules)

    assert (outcome.infeasible is None) == (expected is not None)
    assert exact(outcome) == (expected or {})


@given(federations, frames, parameters)
def test_whole_units_differ_from_the_exact_by_less_than_one(
    some: list[Federation], available: int, rules: Parameters
) -> None:
    unit = rules.rounding_unit_ore
    for award in allocate(some, Frame(available), rules).awards:
        assert award.ore % unit == 0
        assert abs(award.ore - award.exact) < unit


@given(federations, frames, parameters)
def test_nobody_is_past_the_cap_or_under_the_floor(some: list[Federation], available: int, rules: Parameters) -> None:
    for award in allocate(some, Frame(available), rules).awards:
        asked = award.position.federation
        for cap in (asked.request_ore, asked.matching_ore):
            assert cap is None or award.ore <= cap
        bounds = award.position.bounds
        assert award.ore >= bounds.floor_ore
        assert bounds.yielded or award.ore >= bounds.braked


@given(federations, frames, st.integers(0, 5_000), parameters)
def test_more_money_never_lowers_anyone(some: list[Federation], available: int, more: int, rules: Parameters) -> None:
    before = allocate(some, Frame(available), rules)
    after = allocate(some, Frame(available + more), rules)
    assume(before.infeasible is None)

    assert after.infeasible is None
    for id_, amount in exact(before).items():
        assert exact(after)[id_] >= amount
        assert results(after)[id_] >= results(before)[id_] - rules.rounding_unit_ore


@given(federations, frames, parameters, st.integers(1, 10**6))
def test_a_larger_measure_never_lowers_its_federation(
    some: list[Federation], available: int, rules: Parameters, more: int
) -> None:
    first, *others = some
    before = allocate(some, Frame(available), rules)
    after = allocate([replace(first, assistance_ore=first.assistance_ore + more), *others], Frame(available), rules)
    assume(before.infeasible is None)

    assert exact(after)[first.id] >= exact(before)[first.id]


ends = st.integers(0, 3_000)
draws = st.lists(
    st.builds(
        lambda k, low, room: Draw(100, k, Bounds(Fraction(low), {}, low, room and low + room, False)),
        st.fractions(Fraction(1, 50), 1, max_denominator=50),
        ends,
        st.none() | st.integers(1, 2_000),
    ),
    min_size=1,
    max_size=6,
)


@given(draws, st.integers(0, 10_000), st.fractions(0, 1, max_denominator=20))
def test_a_larger_k_alone_never_lowers_its_federation(some: list[Draw], available: int, more: Fraction) -> None:
    first, *others = some
    raised = replace(first, k=first.k + more)
    before, after = find_rate(some, available), find_rate([raised, *others], available)
    assume(before is not None)

    assert before is not None
    assert after is not None
    assert raised.at(after) >= first.at(before)


@given(draws, st.integers(0, 10_000))
def test_the_rate_found_draws_what_there_is_unless_every_cap_binds(some: list[Draw], available: int) -> None:
    rate = find_rate(some, available)

    if rate is None:
        assert total(some, Fraction(0)) > available
    elif total(some, rate) != available:
        assert total(some, rate) < available
        assert all(draw.at(rate) == draw.bounds.cap_ore for draw in some)


@given(federations.filter(lambda some: len(some) > 1), parameters)
def test_merging_two_areas_adds_their_k(some: list[Federation], rules: Parameters) -> None:
    one, two, *others = some
    merged = replace(
        one,
        assistance_ore=one.assistance_ore + two.assistance_ore,
        inhabitants=one.inhabitants + two.inhabitants,
    )
    apart, together = Totals.of(tuple(some)), Totals.of((merged, *others))

    parts = share(one, apart, rules).k + share(two, apart, rules).k
    assert share(merged, together, rules).k == parts
    assert sum(share(each, apart, rules).k for each in some) == 1


@given(federations, frames, parameters)
def test_without_floors_and_caps_the_result_is_the_norm(
    some: list[Federation], available: int, rules: Parameters
) -> None:
    assume(available >= len(some) * rules.base_ore)
    free = [Federation(each.id, each.assistance_ore, each.inhabitants) for each in some]
    outcome = allocate(free, Frame(available), rules)

    for award in outcome.awards:
        assert award.exact == award.position.norm
        assert award.applied is Applied.NONE
    assert outcome.undistributed_ore == available % rules.rounding_unit_ore


@given(st.data(), federations, frames, parameters)
def test_the_order_of_the_federations_does_not_matter(
    data: st.DataObject, some: list[Federation], available: int, rules: Parameters
) -> None:
    shuffled = data.draw(st.permutations(some))

    assert allocate(shuffled, Frame(available), rules) == allocate(some, Frame(available), rules)


@given(federations, frames, parameters)
def test_what_is_infeasible_says_by_exactly_how_much(some: list[Federation], available: int, rules: Parameters) -> None:
    outcome = allocate(some, Frame(available), rules)
    assume(outcome.infeasible is not None)

    assert outcome.infeasible is not None
    wanted = outcome.infeasible.base_ore + sum(outcome.infeasible.floors.values())
    assert wanted == available + outcome.infeasible.excess_ore
    assert allocate(some, Frame(wanted), rules).infeasible is None
    assert allocate(some, Frame(wanted - 1), rules).infeasible is not None


def test_whole_kronor_may_move_by_one_though_no_exact_amount_falls() -> None:
    """Largest remainder is not monotone (the Alabama paradox): at 6:6:2 the eleventh krona takes one from the third."""
    some = [Federation(id_of(n), assistance, assistance) for n, assistance in enumerate([6, 6, 2])]
    rules = Parameters(base_ore=0)
    ten, eleven = allocate(some, Frame(1_000), rules), allocate(some, Frame(1_100), rules)

    assert list(results(ten).values()) == [400, 400, 200]
    assert list(results(eleven).values()) == [500, 500, 100]
    assert all(exact(eleven)[id_] > amount for id_, amount in exact(ten).items())
