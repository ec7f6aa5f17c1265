"""Numbers on the wire: whole öre, exact rationals as text, and their decimal reading."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

_RATIO: Final = re.compile(r"[0-9]{1,12}(/[0-9]{1,12}|\.[0-9]{1,12})?")
_EXACT = Context(prec=60)


def parse_ratio(value: Any) -> Fraction:
    """A share written as ``3/4`` or ``0.75``; never a floating point number. ValueError when it is something else."""
    if isinstance(value, Fraction):
        return value
    if not (isinstance(value, str) and _RATIO.fullmatch(value)):
        raise ValueError("write the share as text: a fraction (3/4) or a decimal (0.75)")
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise ValueError("the denominator is zero") from None


def exact(value: Fraction | int) -> str:
    """A rational as text, in lowest terms: ``3/4``; a whole number without a denominator."""
    return str(Fraction(value))


def decimal(value: Fraction, places: int = 12) -> str:
    """A rational as a decimal rounded half to even, for those who read; the exact text is what counts."""
    scaled = round(value * 10**places)
    return f"{Decimal(scaled).scaleb(-places, _EXACT).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _EXACT):f}"


Ratio = Annotated[
    Fraction,
    BeforeValidator(parse_ratio),
    PlainSerializer(exact, return_type=str),
    WithJsonSchema({"type": "string", "pattern": rf"^{_RATIO.pattern}$", "examples": ["3/4"]}),
]
"""A share that is told: text in, exact, text out."""


def _at_most_one(value: Fraction) -> Fraction:
    if value > 1:
        raise ValueError("the share is more than the whole")
    return value


Proportion = Annotated[Ratio, AfterValidator(_at_most_one)]
"""A share of at most the whole."""

Exact = Annotated[str, Field(pattern=r"^-?[0-9]+(/[0-9]+)?$", examples=["339000000/7"])]
"""An exact rational that was computed, as text in lowest terms."""

Money = Annotated[int, Field(ge=0, le=10**13, examples=[33_900_000_000])]
"""Öre, never negative; at most 100 billion kronor, which no sum of this system comes near."""

SignedMoney = Annotated[int, Field(ge=-(10**13), le=10**13, examples=[-125_000_00])]
"""Öre that may be negative: an equity, a change."""

AgeBand = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$", examples=["16-64"])]
"""Ages from and to, both included. The model was decided for 16-64; the SCB delivery for 2019–2023 says 16-65."""
