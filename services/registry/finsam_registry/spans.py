"""Valid time: from a day, to a day, and how well each of them is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from finsam_contracts.registry import DatePrecision

DAY, YEAR = DatePrecision.DAY, DatePrecision.YEAR


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which something holds: ``since`` the first, ``until`` the last (None: no end is registered).

    With ``since_known`` false, ``since`` is only the first day on which a source shows it; what was before is not
    known. A precision of a year means that the source names no day (see DatePrecision).
    """

    since: date
    since_known: bool = True
    since_precision: DatePrecision = DAY
    until: date | None = None
    until_precision: DatePrecision = DAY

    def holds(self, day: date) -> bool | None:
        """Whether it holds on a day; None when that is not known."""
        if self.until is not None and day > self.until:
            return False
        if day >= self.since:
            return True
        return False if self.since_known else None

    def overlaps(self, other: Span) -> bool:
        """Whether both are known to hold on one day. What is not known clashes with nothing."""
        first = max(self.since, other.since)
        return all(span.until is None or first <= span.until for span in (self, other))

    def ending(self, until: date, precision: DatePrecision = DAY) -> Self:
        """The same with a last day."""
        return replace(self, until=until, until_precision=precision)

    def shown_from(self, day: date) -> Self:
        """The same, shown by a source already on an earlier day; a known start is left alone."""
        return self if self.since_known or day >= self.since else replace(self, since=day)

    def begun(self, day: date, precision: DatePrecision = DAY) -> Self:
        """The same with a start that is known."""
        return replace(self, since=day, since_known=True, since_precision=precision)


def day_before(day: date) -> date:
    """The last day of what ends when something else begins on ``day``."""
    return day - timedelta(days=1)
