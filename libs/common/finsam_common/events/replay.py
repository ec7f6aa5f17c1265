"""Replay: a set's tables made anew from the beginning of the log, beside the live ones, and put in their place."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import structlog

from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.events.applying import Applier
from finsam_common.events.comparing import Compared, compare
from finsam_common.events.decided import words
from finsam_common.events.inbox import Cursor, Inbox
from finsam_common.events.lease import Lease
from finsam_common.events.parked import Parked
from finsam_common.events.projections import Heard, ProjectionSet
from finsam_common.events.reading import read_batch
from finsam_common.events.shadow import SUFFIX, Shadow
from finsam_common.events.waiting import together
from finsam_common.transports import Partition, Transport, partitions_of

if TYPE_CHECKING:
    from finsam_common.writes.entries import Command

log = structlog.get_logger()

Swap = Literal["always", "when-equal", "never"]

BATCH: Final = 2000
AT_ONCE: Final = 2
"""Partitions that are replayed beside each other: while the database works for one, the processor does for another."""
LEASE_SECONDS: Final = 30.0
NEVER: Final = 2**62
"""An offset that no log reaches: a replay reacts to nothing."""


class CannotRebuildError(Exception):
    """The set cannot be rebuilt now; the message says why. The live tables are as they were."""


def lease_of(projection_set: str) -> str:
    """The name of the lease that whoever rebuilds a set holds."""
    return f"rebuild {projection_set}"


async def rebuild(
    database: Database,
    transport: Transport,
    projection_set: ProjectionSet,
    *,
    swap: Swap = "always",
    batch: int = BATCH,
) -> list[Compared]:
    """Replay a set up to where the live one stands, compare, and swap; what the comparison found, by table.

    Reactions do not run. What operators skipped or resumed is obeyed; what cannot be applied is parked anew.
    CannotRebuildError when somebody else is at it, the log does not reach, or the swap would lose a reaction.
    """
    lease = Lease(database, lease_of(projection_set.name), LEASE_SECONDS)
    if not await lease.held():
        raise CannotRebuildError(f"{projection_set.name} is being rebuilt by another process")
    work = _Rebuild(database, transport, projection_set, lease, batch)
    try:
        await work.begin()
        await work.fill()
        return await work.finish(swap)
    finally:
        try:
            await work.clear()
        finally:
            await lease.release()


class _Rebuild:
    def __init__(
        self, database: Database, transport: Transport, projection_set: ProjectionSet, lease: Lease, batch: int
    ) -> None:
        self._database = database
        self._transport = transport
        self._set = projection_set
        self._lease = lease
        self._batch = batch
        self._partitions = partitions_of(projection_set.topics)
        self._live = Inbox(projection_set.name)
        self._live_parked = Parked(projection_set.name)
        self._inbox = Inbox(projection_set.name + SUFFIX)
        self._parked = Parked(projection_set.name + SUFFIX)
        self._shadow = Shadow(projection_set.tables, database.dialect_name)
        self._applier = Applier(projection_set, _no_reaction, self._parked, self._shadow.of)

    async def begin(self) -> None:
        """Empty shadow tables, every partition at its beginning."""
        async with self._database.write() as uow:
            await self._shadow.create(uow)
            await self._inbox.clear(uow)
            await self._parked.clear(uow)
            await self._inbox.open(uow, self._partitions, Cursor(self._set.version, reacts_from=NEVER))

    async def fill(self) -> None:
        """Come up to the live set in transactions of one batch each; it may go on meanwhile."""
        turns = asyncio.Semaphore(AT_ONCE)
        await together(self._come_up(partition, turns) for partition in self._partitions)
        async with self._database.write() as uow:
            await self._shadow.index(uow)

    async def _come_up(self, partition: Partition, turns: asyncio.Semaphore) -> None:
        async with turns:
            behind = True
            while behind:
                if not await self._lease.held():
                    raise CannotRebuildError(f"another process has begun to rebuild {self._set.name}")
                async with self._database.write() as uow:
                    live = (await self._live.all(uow)).get(partition)
                    behind = live is not None and await self._advance(uow, partition, live.offset)

    async def finish(self, swap: Swap) -> list[Compared]:
        """Hold the live set where it is, reach it, compare and take its place: one transaction."""
        async with self._database.write() as uow:
            for partition in await self._live.all(uow):
                live = await self._live.lock(uow, partition)
                while partition in self._partitions and await self._advance(uow, partition, live.offset):
                    pass
            compared = await compare(uow, self._shadow.of)
            equal = all(each.equal for each in compared)
            if swap == "always" or (swap == "when-equal" and equal):
                await self._take_over(uow)
        log.info("replay.compared", projection_set=self._set.name, equal=equal, swap=swap)
        return compared

    async def clear(self) -> None:
        """Leave nothing of the shadow behind."""
        async with self._database.write() as uow:
            await self._shadow.drop(uow)
            await self._inbox.clear(uow)
            await self._parked.clear(uow)

    async def _advance(self, uow: Write, partition: Partition, end: int) -> bool:
        """Apply one batch of what comes before offset ``end``; whether there is more."""
        cursor = await self._inbox.lock(uow, partition)
        if cursor.offset >= end:
            return False
        limit = min(self._batch, end - cursor.offset)
        records = await self._transport.fetch(*partition, cursor.offset, limit)
        if not records:
            raise CannotRebuildError(f"{partition.topic} ends before offset {end}, where {self._set.name} stands")
        first, last = records[0].offset, records[-1].offset
        said = await words(uow, self._set.name, partition, first, last, parked_as=self._parked.name)
        reading = read_batch(records, cursor, self._set, said.decided)
        if reading.stop is not None:
            raise CannotRebuildError(f"{partition.topic} breaks at {reading.stop.offset}: {reading.stop.reason}")
        await self._applier.apply(uow, partition, reading.arrivals, said.parked)
        await self._inbox.save(uow, partition, reading.cursor)
        return reading.cursor.offset < end

    async def _take_over(self, uow: Write) -> None:
        if self._set.reacts and await self._live_parked.any_reacts(uow):
            raise CannotRebuildError(f"{self._set.name} has parked events that wait for their answers")
        await self._shadow.take_over(uow)
        await self._live.clear(uow)
        await self._inbox.take_over(uow, self._live)
        await self._live_parked.clear(uow)
        await self._parked.take_over(uow, self._live_parked)


async def _no_reaction(uow: Write, commands: Sequence[Command], heard: Heard[Any]) -> None:
    raise AssertionError("a replay reacts to nothing")
