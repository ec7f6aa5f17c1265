"""Shares in, exact text out."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam_allocation.quantities import decimal, exact, parse_ratio


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("3/4", Fraction(3, 4)),
        ("0.75", Fraction(3, 4)),
        ("6/8", Fraction(3, 4)),
        ("1", Fraction(1)),
        ("0", Fraction(0)),
        ("0.1", Fraction(1, 10)),
    ],
)
def test_a_share_is_written_as_a_fraction_or_a_decimal(text: str, share: Fraction) -> None:
    assert parse_ratio(text) == share


@pytest.mark.parametrize(
    "said", [0.75, 1, None, "", "3/", "/4", "3/0", "-1/2", "1e3", " 3/4", "3/4\n", "٣/٤", "nan", "1" * 13, "1/2/3"]
)
def test_anything_else_is_refused(said: object) -> None:
    with pytest.raises(ValueError, match=r"share as text|denominator"):
        parse_ratio(said)


@given(st.fractions())
def test_exact_text_says_the_same_number(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(-2, 3), 2, "-0.67"),
        (Fraction(1, 8), 2, "0.12"),
        (Fraction(3, 8), 2, "0.38"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5), 0, "5"),
        (Fraction(0), 2, "0.00"),
        (Fraction(10**20, 3), 3, "33333333333333333333.333"),
    ],
)
def test_a_decimal_is_rounded_half_to_even(value: Fraction, places: int, text: str) -> None:
    assert decimal(value, places) == text
