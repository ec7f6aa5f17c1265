"""When synthetic interventions start and end: 136 start and 70 end in 2024, the days in between are invented."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from finsam_contracts.values import Orientation
from finsam_demo.spread import apportion, interleave

MONTHS_OF_STARTING = (22, 14, 12, 10, 8, 4, 1, 20, 22, 12, 8, 3)
MONTHS_OF_ENDING = (2, 1, 4, 2, 2, 14, 1, 4, 4, 3, 3, 30)
LONGEST_RUNNING = 96
"""Months before the turn of the year in which the oldest one started: eight years."""
CARRIED_THAT_END = {Orientation.INDIVIDUAL: 36, Orientation.STRUCTURAL: 29}
STARTED_THAT_END = {Orientation.INDIVIDUAL: 3, Orientation.STRUCTURAL: 2}
"""36 + 29 + 3 + 2 = 70 end in 2024."""


@dataclass(frozen=True)
class Life:
    """First and last day of an intervention; no end means that none is decided."""

    start: date
    end: date | None

    def months(self, year: int) -> list[str]:
        """The months of a year, ``YYYY-MM``, in which it runs."""
        first, last = self.start.isoformat()[:7], self.end.isoformat()[:7] if self.end else "9999-12"
        return [month for number in range(1, 13) if first <= (month := f"{year}-{number:02}") <= last]


def lives(cohort: str, orientation: Orientation, total: int) -> list[Life]:
    """The lifetimes of a cohort's interventions of one orientation, in order."""
    match cohort:
        case "carried":
            return _carried(total, CARRIED_THAT_END[orientation])
        case "started":
            return _started(total, STARTED_THAT_END[orientation])
        case _:
            ends = interleave(_by_month(total, MONTHS_OF_ENDING))
            return [Life(_begun(2023, nth, total), _last_day(2023, month)) for nth, month in enumerate(ends)]


def _carried(total: int, ending: int) -> list[Life]:
    ends = interleave({None: total - ending, **_by_month(ending, MONTHS_OF_ENDING)})
    return [
        Life(_begun(2024, nth, total), _last_day(2024, month) if month else _planned(nth))
        for nth, month in enumerate(ends)
    ]


def _started(total: int, ending: int) -> list[Life]:
    starts = interleave(_by_month(total, MONTHS_OF_STARTING))
    short = [nth for nth, month in enumerate(starts) if month == 1][:ending]
    return [
        Life(date(2024, month, 1), _last_day(2024, 12) if nth in short else _planned(nth))
        for nth, month in enumerate(starts)
    ]


def _by_month(total: int, weights: tuple[int, ...]) -> dict[int, int]:
    return dict(enumerate(apportion(total, weights), start=1))


def _begun(year: int, nth: int, total: int) -> date:
    """A month before the year, recent ones more often than old ones; neighbours in the order lie years apart."""
    place = nth * 181 % total
    before = 1 + (LONGEST_RUNNING - 1) * place * place // (total * total)
    years, month = divmod(12 * year - before, 12)
    return date(years, month + 1, 1)


def _planned(nth: int) -> date | None:
    """Every fourth has an end decided, after the years of the data set."""
    return _last_day(2025 + nth % 3, 6 if nth % 8 else 12) if nth % 4 == 0 else None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
