"""Known time: whether everything that was known at a moment has been heard, and the evidence for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic.alias_generators import to_camel
from pydantic_core import to_jsonable_python
from sqlalchemy import select

from finsam_common.db.database import Database
from finsam_common.db.units import Read
from finsam_common.events.decided import Decision, all_decided
from finsam_common.events.inbox import Cursor, Inbox
from finsam_common.events.projections import ProjectionSet
from finsam_common.problems import Problem
from finsam_common.transports import Partition, Transport, UnknownPartition, partitions_of

LOOK_AGAIN_SECONDS: Final = 0.05
RETRY_AFTER_SECONDS: Final = 2


class FactsNotArrived(Problem, status=503, code="facts-not-arrived"):
    """Not everything that was known at that moment has been heard yet."""


class KnownTime:
    """Known time as some projection sets have it. ``skew`` is how far the clocks of log and service may differ (s).

    A source is past T when an event later than T was applied, or when everything was that the log held at a moment
    after T plus the skew; and when nothing at or before T is parked. Then what is selected by known time up to T is
    the same for ever.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        sets: Sequence[ProjectionSet],
        skew: float,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._transport = transport
        self._sets = sets
        self._skew = timedelta(seconds=skew)
        self._clock = clock

    async def is_past(self, moment: datetime) -> bool:
        """Whether every source is past a moment."""
        may_look_at_ends = self._clock() > moment + self._skew
        ends = await self._ends() if may_look_at_ends else {}
        async with self._database.read() as read:
            past = [await self._set_is_past(read, each, moment, ends) for each in self._sets]
        return all(past)

    async def require_past(self, moment: datetime) -> None:
        """Raise FactsNotArrived unless every source is past a moment."""
        if not await self.is_past(moment):
            raise FactsNotArrived(retry_after=RETRY_AFTER_SECONDS)

    async def wait_past(self, moment: datetime, timeout: float = 30.0) -> None:
        """Wait until every source is past a moment; FactsNotArrived after ``timeout`` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            if await self.is_past(moment):
                return
            if time.monotonic() > deadline:
                raise FactsNotArrived(retry_after=RETRY_AFTER_SECONDS)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def evidence(self, read: Read) -> dict[str, Any]:
        """What has been heard of each partition, and what operators decided: JSON values to keep."""
        return {
            "offsets": [
                _offset(projection_set.name, partition, cursor)
                for projection_set in self._sets
                for partition, cursor in (await Inbox(projection_set.name).all(read)).items()
            ],
            "skipped": await self._decisions(read, "skipped"),
            "resumed": await self._decisions(read, "resumed"),
        }

    async def _ends(self) -> dict[Partition, int]:
        """The end offsets; a partition that has not been provisioned yet has none, and no source is past it."""
        found = {}
        for partition in {each for projection_set in self._sets for each in partitions_of(projection_set.topics)}:
            with suppress(UnknownPartition):
                found[partition] = await self._transport.end_offset(*partition)
        return found

    async def _set_is_past(
        self, read: Read, projection_set: ProjectionSet, moment: datetime, ends: dict[Partition, int]
    ) -> bool:
        """The cursors first: what was parked when they were written is then seen by the later statement."""
        cursors = await Inbox(projection_set.name).all(read)
        if any(cursor.version != projection_set.version for cursor in cursors.values()):
            return False
        for partition in partitions_of(projection_set.topics):
            if not _past(cursors.get(partition), moment, ends.get(partition)):
                return False
        parked = read.metadata.tables["parked"]
        until = (parked.c.projection_set == projection_set.name) & (parked.c.known_at <= moment)
        return not await read.all(select(parked.c.offset).where(until).limit(1))

    async def _decisions(self, read: Read, decision: Decision) -> list[dict[str, Any]]:
        rows = [row for each in self._sets for row in await all_decided(read, decision, each.name)]
        return [to_jsonable_python({to_camel(name): value for name, value in row.items()}) for row in rows]


def _past(cursor: Cursor | None, moment: datetime, end: int | None) -> bool:
    if cursor is None:
        return end == 0
    if cursor.known_at is not None and cursor.known_at > moment:
        return True
    return end is not None and cursor.offset >= end


def _offset(projection_set: str, partition: Partition, cursor: Cursor) -> dict[str, Any]:
    heard = {
        "projectionSet": projection_set,
        "topic": partition.topic,
        "partition": partition.number,
        "offset": cursor.offset,
        "epoch": cursor.epoch,
        "position": cursor.position,
        "knownAt": cursor.known_at,
    }
    return dict(to_jsonable_python(heard))
