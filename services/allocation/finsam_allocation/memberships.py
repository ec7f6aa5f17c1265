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

    A joining told again replaces the stay that is open, a leaving ends the last one, and an attestation is of the
    first one. Of a municipality that never joined they say nothing.
    """
    found: list[Stay] = []
    for word in words:
        if word.kind is Kind.JOINED:
            if found and found[-1].until is None:
                found.pop()
            found.append(Stay(word.day, word.day_known))
        elif found and word.kind is Kind.ATTESTED:
            found[0] = _attested(found[0], word)
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


def _attested(first: Stay, word: Word) -> Stay:
    """The first stay began no later than an earlier day, or on it; a start that is known is left alone."""
    if first.since_known:
        return first
    if word.day_known:
        return replace(first, since=word.day, since_known=True)
    return replace(first, since=min(first.since, word.day))
