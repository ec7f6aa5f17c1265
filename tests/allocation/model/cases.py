"""Federations for the model's tests, written or drawn, and an oracle that shares no code with the model."""

from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from hypothesis import strategies as st

from finsam_allocation.model.values import Federation, Parameters


def id_of(number: int) -> UUID:
    return UUID(int=number)


def federation(number: int, assistance: int, inhabitants: int = 1, **told: int | None) -> Federation:
    return Federation(id_of(number), assistance, inhabitants, **told)


known = st.none() | st.integers(0, 5_000)
federations = st.lists(
    st.builds(
        Federation,
        id=st.integers(1, 2**128 - 1).map(id_of),
        assistance_ore=st.integers(1, 10**6),
        inhabitants=st.integers(1, 10**5),
        previous_ore=known,
        request_ore=known,
        matching_ore=known,
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda federation: federation.id,
)
parameters = st.builds(
    Parameters,
    base_ore=st.integers(0, 300),
    brake=st.sampled_from([None, Fraction(9, 10), Fraction(1)]),
    increase_limit=st.sampled_from([None, Fraction(1, 10)]),
    rounding_unit_ore=st.sampled_from([1, 7, 100]),
)
frames = st.integers(0, 20_000)


def oracle(federations: Sequence[Federation], available: int, parameters: Parameters) -> dict[UUID, Fraction] | None:
    """Exact amounts by halving an interval for λ until nobody's bound changes in it; ``None`` when infeasible."""
    weight_f, weight_b = parameters.assistance_weight, parameters.inhabitants_weight
    sum_f = sum(each.assistance_ore for each in federations)
    sum_b = sum(each.inhabitants for each in federations)
    k = {each.id: weight_f * each.assistance_ore / sum_f + weight_b * each.inhabitants / sum_b for each in federations}
    ends = {each.id: _ends(each, parameters) for each in federations}

    def drawn(level: Fraction) -> dict[UUID, Fraction]:
        return {
            id_: min(max(parameters.base_ore + level * k[id_], Fraction(low)), Fraction(high))
            for id_, (low, high) in ends.items()
        }

    if sum(drawn(Fraction(0)).values()) > available:
        return None
    low, high = Fraction(0), Fraction(10**9)
    if sum(drawn(high).values()) <= available:
        return drawn(high)
    for _ in range(120):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(drawn(middle).values()) <= available else (low, middle)
    below, above = drawn(low), drawn(high)
    free = [id_ for id_ in k if below[id_] < above[id_]]
    fixed = sum(below[id_] for id_ in k if id_ not in free)
    level = (available - fixed - parameters.base_ore * len(free)) / sum((k[id_] for id_ in free), Fraction(0))
    return {id_: parameters.base_ore + level * k[id_] if id_ in free else below[id_] for id_ in k}


def _ends(each: Federation, parameters: Parameters) -> tuple[int, int]:
    """Floor and cap by whole numbers alone; 10**12 stands for no cap."""
    unit = parameters.rounding_unit_ore
    caps = [told for told in (each.request_ore, each.matching_ore) if told is not None]
    low = 0
    if each.previous_ore is not None:
        if parameters.brake is not None:
            brake = parameters.brake
            low = -(-each.previous_ore * brake.numerator // (brake.denominator * unit)) * unit
        if parameters.increase_limit is not None:
            limit = 1 + parameters.increase_limit
            caps.append(each.previous_ore * limit.numerator // limit.denominator)
    high = min(caps) // unit * unit if caps else 10**12
    return min(low, high), high
