"""Arithmetic spreading loses nothing and plays no favourites."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_demo.spread import apportion, interleave


@given(st.integers(0, 10_000), st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any))
def test_parts_sum_to_the_total_and_differ_from_their_share_by_less_than_one(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any), st.integers(0, 5), st.integers(0, 500))
def test_everyone_has_the_least(weights: list[int], least: int, more: int) -> None:
    parts = apportion(least * len(weights) + more, weights, at_least=least)
    assert min(parts) >= least


def test_a_total_below_the_least_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be apportioned"):
        apportion(2, [1, 1, 1], at_least=1)


def test_a_total_that_nobody_may_have_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be apportioned"):
        apportion(5, [0, 0])


def test_nothing_over_no_weights_is_nothing() -> None:
    assert apportion(0, [0, 0]) == [0, 0]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=6))
def test_interleaving_keeps_every_count(counts: dict[str, int]) -> None:
    assert Counter(interleave(counts)) == +Counter(counts)


def test_interleaving_mixes_evenly() -> None:
    assert interleave({"a": 4, "b": 2}) == ["a", "b", "a", "a", "b", "a"]
