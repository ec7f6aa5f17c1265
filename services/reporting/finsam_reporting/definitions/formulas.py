"""How a figure follows: from facts, or from other figures of this year and the year before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from finsam_reporting.words import Text, text

Exact = Fraction | None
Name = Callable[[str], Text]


@dataclass(frozen=True, slots=True)
class Input:
    """Another figure, of the same year or of the year before (``years_back`` 1)."""

    code: str
    years_back: Literal[0, 1] = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Counted from the facts that these types of events bring."""

    events: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """None: facts are not figures."""
        return ()

    def combine(self, *values: Fraction) -> Exact:
        """Nothing follows from no figures."""
        return None

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return text("terms.counted")


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Its facts are not among those that the platform registers yet."""

    @property
    def inputs(self) -> tuple[Input, ...]:
        """None."""
        return ()

    def combine(self, *values: Fraction) -> Exact:
        """Nothing follows from no figures."""
        return None

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return text("terms.not_registered")


@dataclass(frozen=True, slots=True)
class Sum:
    """The parts of a whole together."""

    parts: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The parts."""
        return tuple(Input(part) for part in self.parts)

    def combine(self, *values: Fraction) -> Exact:
        """Their sum."""
        return sum(values, Fraction(0))

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return _joined(" + ", *(name(part) for part in self.parts))


@dataclass(frozen=True, slots=True)
class Difference:
    """What is left of a whole when a part is taken away."""

    whole: str
    part: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The whole, then the part."""
        return Input(self.whole), Input(self.part)

    def combine(self, *values: Fraction) -> Exact:
        """The difference."""
        whole, part = values
        return whole - part

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return _joined(MINUS, name(self.whole), name(self.part))


@dataclass(frozen=True, slots=True)
class Share:
    """An exact ratio: one part of the parts ``of`` together."""

    part: str
    of: tuple[str, ...]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The part, then what it is a part of."""
        return Input(self.part), *(Input(code) for code in self.of)

    def combine(self, *values: Fraction) -> Exact:
        """The ratio; None of an empty whole."""
        part, *of = values
        whole = sum(of, Fraction(0))
        return part / whole if whole else None

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        whole = _joined(" + ", *(name(code) for code in self.of))
        return _joined(OVER, name(self.part), _bracketed(whole) if len(self.of) > 1 else whole)


@dataclass(frozen=True, slots=True)
class Before:
    """The same figure, of the year before."""

    code: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figure a year back."""
        return (Input(self.code, 1),)

    def combine(self, *values: Fraction) -> Exact:
        """As it was."""
        return values[0]

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return _before(name(self.code))


@dataclass(frozen=True, slots=True)
class Change:
    """A figure less what it was the year before; of a share, in percentage points. Nothing is rounded in between."""

    code: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figure now, then a year back."""
        return Input(self.code), Input(self.code, 1)

    def combine(self, *values: Fraction) -> Exact:
        """The difference."""
        now, before = values
        return now - before

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        return _joined(MINUS, name(self.code), _before(name(self.code)))


@dataclass(frozen=True, slots=True)
class Growth:
    """A figure's change in relation to what it was the year before."""

    code: str

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figure now, then a year back."""
        return Input(self.code), Input(self.code, 1)

    def combine(self, *values: Fraction) -> Exact:
        """The change by the value before; None when that was zero."""
        now, before = values
        return (now - before) / before if before else None

    def describe(self, name: Name) -> Text:
        """The formula in words."""
        before = _before(name(self.code))
        return _joined(OVER, _bracketed(_joined(MINUS, name(self.code), before)), before)


Formula = Counted | NotRegistered | Sum | Difference | Share | Before | Change | Growth
LINEAR = (Sum, Difference, Change)
"""Formulas in which the roundings of the inputs add up."""

MINUS, OVER = " \u2212 ", " ÷ "


def _joined(sign: str, *parts: Text) -> Text:
    return Text(sign.join(part.sv for part in parts), sign.join(part.en for part in parts))


def _bracketed(inner: Text) -> Text:
    return Text(f"({inner.sv})", f"({inner.en})")


def _before(figure: Text) -> Text:
    return text("terms.the_year_before", figure=figure)
