"""The year before, carried over when areas change."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_allocation.model.previous import Areas, carried, parts
from tests.allocation.model.cases import id_of

NORTH, SOUTH, WEST = id_of(1), id_of(2), id_of(3)
K = {"0001": Fraction(1, 2), "0002": Fraction(1, 4), "0003": Fraction(1, 8), "0004": Fraction(1, 8)}


def carry(previous: Mapping[int, int], before: Areas, now: Areas) -> dict[int, int]:
    moved = carried(parts({id_of(number): ore for number, ore in previous.items()}, K, before, now))
    return {id_.int: ore for id_, ore in moved.items()}


def test_nothing_changes_where_no_municipality_moves() -> None:
    areas = {NORTH: {"0001", "0002"}, SOUTH: {"0003"}}

    assert carry({1: 700, 2: 301}, areas, areas) == {1: 700, 2: 301}


def test_a_merged_federation_had_what_its_predecessors_had() -> None:
    before = {NORTH: {"0001"}, SOUTH: {"0002", "0003"}}

    assert carry({1: 700, 2: 301}, before, {NORTH: {"0001", "0002", "0003"}}) == {1: 1_001}


def test_a_municipality_that_moves_takes_its_part_by_k() -> None:
    before = {NORTH: {"0001", "0002"}, SOUTH: {"0003"}}
    now = {NORTH: {"0001"}, SOUTH: {"0002", "0003"}}

    assert carry({1: 900, 2: 100}, before, now) == {1: 600, 2: 400}


def test_a_new_federation_of_new_municipalities_has_no_previous() -> None:
    assert carry({1: 900}, {NORTH: {"0001"}}, {NORTH: {"0001"}, WEST: {"0004"}}) == {1: 900}


def test_a_municipality_that_joins_brings_nothing() -> None:
    assert carry({1: 900}, {NORTH: {"0001"}}, {NORTH: {"0001", "0004"}}) == {1: 900}


def test_the_part_of_one_that_leaves_is_nobodys() -> None:
    split = parts({NORTH: 900}, K, {NORTH: {"0001", "0002"}}, {NORTH: {"0001"}})

    assert [(part.municipality_code, part.now, part.ore) for part in split] == [
        ("0001", NORTH, Fraction(600)),
        ("0002", None, Fraction(300)),
    ]
    assert carried(split) == {NORTH: 600}


def test_municipalities_without_k_share_alike() -> None:
    nothing = dict.fromkeys(K, Fraction(0))
    split = parts({NORTH: 900}, nothing, {NORTH: {"0001", "0002"}}, {SOUTH: {"0001"}, WEST: {"0002"}})

    assert carried(split) == {SOUTH: 450, WEST: 450}


def test_it_is_an_error_to_split_without_an_area() -> None:
    with pytest.raises(KeyError):
        parts({NORTH: 900}, K, {}, {NORTH: {"0001"}})


codes = st.sampled_from(sorted(K))
homes = st.dictionaries(codes, st.sampled_from([NORTH, SOUTH, WEST]), min_size=4, max_size=4)


@given(homes, homes, st.lists(st.integers(0, 10**9), min_size=3, max_size=3))
def test_no_öre_is_lost_or_made_while_all_stay_within(
    before: dict[str, object], now: dict[str, object], amounts: list[int]
) -> None:
    def areas(home: dict[str, object]) -> Areas:
        return {id_: {code for code in home if home[code] == id_} for id_ in (NORTH, SOUTH, WEST)}

    previous = {id_: ore for id_, ore in zip((NORTH, SOUTH, WEST), amounts, strict=True) if areas(before)[id_]}

    assert sum(carried(parts(previous, K, areas(before), areas(now))).values()) == sum(previous.values())
