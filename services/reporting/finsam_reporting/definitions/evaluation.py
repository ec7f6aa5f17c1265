"""The figures of a year from its counts, and from those of the year before."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from finsam_reporting.definitions.catalogue import NATIONAL, hides
from finsam_reporting.definitions.formulas import Before, Exact, Share

Counts = Mapping[str, int]
"""Counted figures of one year by code; a code that is missing was not registered, which is not zero."""


class Evaluation:
    """Exact values of figures; each is worked out once."""

    def __init__(self, year: int, counts: Mapping[int, Counts]) -> None:
        self.year = year
        self._counts = counts
        self._known: dict[tuple[str, int], Exact] = {}

    def value(self, code: str, years_back: int = 0) -> Exact:
        """The exact value; None when something that it follows from is not registered, or its whole is empty."""
        place = code, years_back
        if place not in self._known:
            self._known[place] = self._work_out(code, years_back)
        return self._known[place]

    def shown(self, code: str) -> int | None:
        """The value rounded for showing."""
        return NATIONAL[code].shown(self.value(code))

    def exactly(self, code: str, years_back: int = 0) -> str | None:
        """The counts behind a rounded share, ``167/290``; None where there is nothing more exact to show."""
        figure, value = NATIONAL[code], self.value(code, years_back)
        if value is None or figure.unit.scale == 1 or hides(code):
            return None
        if isinstance(figure.formula, Before):
            return self.exactly(figure.formula.code, years_back + 1)
        if not isinstance(figure.formula, Share):
            return f"{value.numerator}/{value.denominator}"
        part, *of = (self.value(each.code, years_back) or Fraction(0) for each in figure.formula.inputs)
        return f"{part}/{sum(of)}"

    def _work_out(self, code: str, years_back: int) -> Exact:
        formula = NATIONAL[code].formula
        if not formula.inputs:
            counted = self._counts.get(self.year - years_back, {}).get(code)
            return None if counted is None else Fraction(counted)
        values = [self.value(each.code, years_back + each.years_back) for each in formula.inputs]
        present = [value for value in values if value is not None]
        return formula.combine(*present) if len(present) == len(values) else None
