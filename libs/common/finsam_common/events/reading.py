"""What a batch of records means to a projection set: pure, so that live hearing and replay cannot differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from pydantic import ValidationError

from finsam_common.events.envelope import MalformedError, context_of
from finsam_common.events.inbox import Cursor
from finsam_common.events.projections import Context, Heard, ProjectionSet
from finsam_common.transports import Logged


class Reason(StrEnum):
    """Why an event is parked."""

    MALFORMED = "malformed"
    NEWER_VERSION = "newer-version"
    HANDLER_FAILED = "handler-failed"
    REFUSED_BY_DATABASE = "refused-by-database"
    BEHIND = "behind"


class Break(StrEnum):
    """Why a partition stops until an operator has looked into it."""

    UNKNOWN_EPOCH = "unknown-epoch"
    GAP = "gap"
    LOG_ENDS_BEFORE = "log-ends-before"
    NEWER_SET = "newer-set"


PASSABLE: Final = frozenset({Break.UNKNOWN_EPOCH, Break.GAP})
"""The breaks that an operator may let a set go on behind, once they have been looked into."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps an event from being applied: a reason, and the name of an exception. Never what the event says."""

    reason: Reason
    error: str | None = None


class Arrival(NamedTuple):
    """A record that concerns the set, as an event or as the trouble with it. ``reacts``: it is heard live."""

    logged: Logged
    known_at: datetime
    reacts: bool
    context: Context | None
    outcome: Heard[Any] | Trouble


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and why a partition stops."""

    offset: int
    reason: Break


@dataclass(frozen=True, slots=True)
class Decided:
    """Offsets of one partition that operators decided about."""

    skipped: Set[int] = frozenset()
    resumed: Set[int] = frozenset()


NOTHING_DECIDED = Decided()


@dataclass(slots=True)
class Reading:
    """A batch read as far as it goes: what concerns the set, where that leads to, and why it ends before its end."""

    cursor: Cursor
    arrivals: list[Arrival] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    stop: Stop | None = None

    def take(self, arrival: Arrival | None, context: Context | Trouble) -> None:
        """Keep what concerns the set, count what does not."""
        if arrival is not None:
            self.arrivals.append(arrival)
        elif isinstance(context, Context):
            self.unknown[context.type] += 1


@dataclass(slots=True)
class _Place:
    """A cursor on its way through a batch: moved in place, record by record."""

    offset: int
    epoch: UUID | None
    position: int
    known_at: datetime | None

    def was_before(self, context: Context) -> bool:
        """Whether an event of this envelope was heard already."""
        return context.position <= self.position and context.epoch == self.epoch

    def breaks(self, context: Context) -> Break | None:
        """Why an event of this envelope cannot be the next one."""
        if self.epoch is not None and context.epoch != self.epoch:
            return Break.UNKNOWN_EPOCH
        return Break.GAP if context.previous > self.position else None

    def pass_by(self, logged: Logged) -> datetime:
        """Move behind a record; its known time."""
        self.offset = logged.offset + 1
        self.known_at = logged.appended_at if self.known_at is None else max(self.known_at, logged.appended_at)
        return self.known_at


def read_batch(
    records: Sequence[Logged], cursor: Cursor, projection_set: ProjectionSet, decided: Decided = NOTHING_DECIDED
) -> Reading:
    """Read records from ``cursor`` on: what was heard before is passed over, a break in the numbering is the end."""
    reading = Reading(cursor)
    place = _Place(cursor.offset, cursor.epoch, cursor.position, cursor.known_at)
    for logged in records:
        if not _read(reading, place, logged, projection_set, decided):
            break
    reading.cursor = replace(
        cursor, offset=place.offset, epoch=place.epoch, position=place.position, known_at=place.known_at
    )
    return reading


def read_again(logged: Logged, projection_set: ProjectionSet, *, reacts: bool) -> Arrival | None:
    """Read a parked record once more; None when the set does not hear its type any more."""
    return _arrival(logged, _context(logged), projection_set, logged.appended_at, reacts)


def _read(reading: Reading, place: _Place, logged: Logged, projection_set: ProjectionSet, decided: Decided) -> bool:
    """Whether to read on."""
    context = _context(logged)
    if isinstance(context, Context):
        if place.was_before(context):
            place.pass_by(logged)
            reading.duplicates += 1
            return True
        reason = place.breaks(context)
        if reason is not None and logged.offset not in decided.resumed:
            reading.stop = Stop(logged.offset, reason)
            return False
        place.epoch, place.position = context.epoch, context.position
    known_at = place.pass_by(logged)
    if logged.offset not in decided.skipped:
        reacts = logged.offset >= reading.cursor.reacts_from
        reading.take(_arrival(logged, context, projection_set, known_at, reacts), context)
    return True


def _arrival(
    logged: Logged, context: Context | Trouble, projection_set: ProjectionSet, known_at: datetime, reacts: bool
) -> Arrival | None:
    if isinstance(context, Trouble):
        return Arrival(logged, known_at, reacts, None, context)
    verdict = projection_set.verdict(context.type)
    if verdict == "unknown":
        return None
    if verdict == "newer":
        return Arrival(logged, known_at, reacts, context, Trouble(Reason.NEWER_VERSION))
    try:
        event = projection_set.types[context.type].model_validate_json(logged.value)
    except ValidationError as error:
        return Arrival(logged, known_at, reacts, context, Trouble(Reason.MALFORMED, type(error).__name__))
    heard = Heard(event, context, known_at, logged.topic, logged.partition, logged.offset)
    return Arrival(logged, known_at, reacts, context, heard)


def _context(logged: Logged) -> Context | Trouble:
    try:
        return context_of(logged)
    except MalformedError as error:
        return Trouble(Reason.MALFORMED, str(error))
