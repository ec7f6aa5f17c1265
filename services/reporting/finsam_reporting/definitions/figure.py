"""A figure's declaration: everything that a reader may ask about it stands here or in the label catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from finsam_reporting.definitions.formulas import Exact, Formula
from finsam_reporting.definitions.rounding import rounded
from finsam_reporting.words import Text, Writer, text, texts
from finsam_reporting.words.numbers import ORE_PER_MILLION


class Unit(StrEnum):
    """What a shown number counts. Money is in öre, shares in whole per cent."""

    NUMBER = "number"
    CHANGE = "change-in-number"
    PERCENT = "percent"
    POINTS = "percentage-points"
    GROWTH = "percent-change"
    MONEY = "ore"

    @property
    def scale(self) -> int:
        """What an exact value is multiplied by before it is shown."""
        return 100 if self in (Unit.PERCENT, Unit.POINTS, Unit.GROWTH) else 1

    @property
    def rounds(self) -> bool:
        """Whether what is shown is less exact than what was counted."""
        return self.scale != 1 or self is Unit.MONEY

    def write(self, value: int, writer: Writer, precision: int | None = None) -> str:
        """A shown value in words; ``precision`` (öre) is what an amount of money was rounded to."""
        if self is Unit.MONEY:
            return writer.millions(value, precision or ORE_PER_MILLION // 10)
        return {
            Unit.NUMBER: writer.number,
            Unit.CHANGE: writer.signed,
            Unit.PERCENT: writer.percent,
            Unit.POINTS: writer.points,
            Unit.GROWTH: writer.change,
        }[self](value)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report.

    ``words`` is its entry in ``words/labels/figures.toml`` (label, definition, caveats), filled with ``parts``.
    An ``internal`` figure is never shown, nor are the counts behind what follows from it: it is about one intervention.
    """

    code: str
    unit: Unit
    formula: Formula
    words: str
    parts: Mapping[str, Text]
    internal: bool = False

    @property
    def label(self) -> Text:
        """What it is called."""
        return self._text("label")

    @property
    def definition(self) -> Text:
        """What it means: which facts, which period."""
        return self._text("definition")

    @property
    def caveats(self) -> tuple[Text, ...]:
        """What a reader should know before comparing it."""
        return (self._text("caveat"),) if f"figures.{self.words}.caveat" in texts() else ()

    def shown(self, value: Exact) -> int | None:
        """The number to show of an exact value: rounded here, and nowhere before."""
        return None if value is None else rounded(value * self.unit.scale)

    def _text(self, field: str) -> Text:
        return text(f"figures.{self.words}.{field}").filled(**self.parts)


def figure(
    code: str,
    unit: Unit,
    formula: Formula,
    words: str | None = None,
    of: Mapping[str, Text] | None = None,
    *,
    internal: bool = False,
) -> Figure:
    """Declare a figure; its words stand under its code, unless it is one of a family."""
    return Figure(code, unit, formula, words or code, of or {}, internal)
