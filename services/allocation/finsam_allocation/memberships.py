"""From what was said about memberships to who was where on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What a word about a membership says."""

    JOINED = "joined"
    ATTESTED = "attested"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Word:
    """One thing the registry said about one municipality in one federation. A leaver's ``day`` is its last."""

    kind: Kind
    day: date
    day_known: bool = True


@dataclass(frozen=True, slots=True)
class Stay:
    """A municipality's time in a federation. With ``since_known`` false it may have begun before ``since``."""

    since: date
    since_known: bool
    until: date | None = None

    def holds(self, day: date) -> bool | None:
        """Whether it was there on the day; ``None`` when nobody knows."""
        if self.until is not None and day > self.until:
            return False
        if day >= self.since:
            return True
        return False if self.since_known else None


@dataclass(frozen=True, slots=True)
class Area:
    """A federation's municipalities on a day: those that are its own, and those of which nobody knows."""

    federation_id: UUID
    name: str
    municipality_codes: tuple[str, ...]
    not_known: tuple[str, ...]
    liquidating: bool


def stays(words: Iterable[Word]) -> list[Stay]:
    """Words about one municipality in one federation, in the order they were said, as its stays there.

    A joining told again replaces the stay that is open. Leavings and attestations say nothing of a municipality that
    never joined.
    """
    found: list[Stay] = []
    for word in words:
        if word.kind is Kind.JOINED:
            if found and found[-1].until is None:
                found.pop()
            found.append(Stay(word.day, word.day_known))
        elif word.kind is Kind.ATTESTED:
            found = _attested(found, word)
        elif found:
            found[-1] = replace(found[-1], until=word.day)
    return found


def held(stays: Iterable[Stay], day: date) -> bool | None:
    """Whether any stay holds on the day; ``None`` when none is known to, and one may."""
    answers = [stay.holds(day) for stay in stays]
    return True if True in answers else None if None in answers else False


def shared(areas: Iterable[Area]) -> list[str]:
    """Municipalities that more than one area has; each belongs to at most one (until districts are told apart)."""
    count = Counter(code for area in areas for code in area.municipality_codes)
    return sorted(code for code, areas_with_it in count.items() if areas_with_it > 1)


def _attested(stays: list[Stay], word: Word) -> list[Stay]:
    """The first stay that does not end before the day begins no later than on it."""
    for at, stay in enumerate(stays):
        if stay.until is None or stay.until >= word.day:
            if word.day < stay.since:
                return [*stays[:at], replace(stay, since=word.day, since_known=word.day_known), *stays[at + 1 :]]
            break
    return stays
