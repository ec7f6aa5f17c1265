"""How a number is written in each language: separators, signs and units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from finsam_reporting.words.catalogue import Language, text

_LOCALES = {Language.SWEDISH: "sv_SE", Language.ENGLISH: "en_GB"}
_PATTERNS = {0: "#,##0", 1: "#,##0.0", 2: "#,##0.00"}
ORE_PER_MILLION = 10**8


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes values for readers of one language."""

    language: Language

    def number(self, value: int) -> str:
        """A count: ``23 849`` or ``23,849``."""
        return format_decimal(value, format="#,##0", locale=self._locale)

    def signed(self, value: int) -> str:
        """A change, with its sign; no change is ``0`` with a plus-minus."""
        return self._sign(value) + self.number(abs(value))

    def plain(self, value: int) -> str:
        """A number, with a proper minus where it is below zero."""
        return (self._sign(value) if value < 0 else "") + self.number(abs(value))

    def percent(self, value: int) -> str:
        """Whole per cent: ``58 %`` or ``58%``."""
        return self.number(value) + self._per_cent

    def points(self, value: int) -> str:
        """Percentage points, with their sign."""
        unit = text("terms.point" if abs(value) == 1 else "terms.points")
        return f"{self.signed(value)} {unit[self.language]}"

    def change(self, value: int) -> str:
        """A relative change in whole per cent, with its sign."""
        return self.signed(value) + self._per_cent

    def millions(self, ore: int, precision: int = ORE_PER_MILLION) -> str:
        """Money given in öre, in million kronor with the decimals that ``precision`` (öre) allows."""
        decimals = len(str(ORE_PER_MILLION // precision)) - 1
        sign = self._sign(ore) if ore < 0 else ""
        amount = format_decimal(abs(ore) / ORE_PER_MILLION, format=_PATTERNS[decimals], locale=self._locale)
        return f"{sign}{amount} {text('terms.million_kronor')[self.language]}"

    def day(self, value: date) -> str:
        """A day in words."""
        return format_date(value, format="long", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """A moment to the second, in UTC."""
        pattern = "d MMMM y HH:mm:ss 'UTC'"
        return format_datetime(value.astimezone(UTC), format=pattern, locale=self._locale)

    @property
    def _locale(self) -> str:
        return _LOCALES[self.language]

    @property
    def _per_cent(self) -> str:
        return "\u00a0%" if self.language == Language.SWEDISH else "%"

    @staticmethod
    def _sign(value: int) -> str:
        return "±" if value == 0 else "+" if value > 0 else "\u2212"
