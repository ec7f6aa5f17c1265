"""Rounding: once, at the very end, half away from zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_reporting.definitions.rounding import rounded

exact = st.fractions(min_value=-1000, max_value=1000)


@pytest.mark.parametrize(
    ("value", "precision", "shown"),
    [
        (Fraction(1, 2), 1, 1),
        (Fraction(-1, 2), 1, -1),
        (Fraction(5, 2), 1, 3),
        (Fraction(-5, 2), 1, -3),
        (Fraction(2499, 1000), 1, 2),
        (Fraction(16700, 290), 1, 58),
        (Fraction(2600, 290), 1, 9),
        (Fraction(33_849), 100, 33_800),
        (Fraction(33_850), 100, 33_900),
        (Fraction(0), 100, 0),
    ],
)
def test_half_goes_away_from_zero(value: Fraction, precision: int, shown: int) -> None:
    assert rounded(value, precision) == shown


@given(exact)
def test_what_is_shown_is_at_most_half_a_step_away(value: Fraction) -> None:
    assert abs(rounded(value) - value) <= Fraction(1, 2)


@given(exact)
def test_a_fall_mirrors_a_rise(value: Fraction) -> None:
    assert rounded(-value) == -rounded(value)


@given(exact, exact)
def test_order_is_kept(one: Fraction, other: Fraction) -> None:
    assert one > other or rounded(one) <= rounded(other)
