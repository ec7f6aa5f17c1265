"""The consumer of a service: its projection sets, each heard by itself, and an operator's ways to repair them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from finsam_common.db.database import Database
from finsam_common.events import repairs
from finsam_common.events.applying import React
from finsam_common.events.decided import decide
from finsam_common.events.hearing import BATCH, Hearing
from finsam_common.events.parked import ParkedEvent
from finsam_common.events.projections import ProjectionSet
from finsam_common.events.reading import PASSABLE, Stop
from finsam_common.events.repairs import Drained
from finsam_common.events.standing import standing_at
from finsam_common.transports import Partition, Transport

__all__ = ["Consumer", "Drained"]


class Consumer:
    """Hears what a service hears. Sets are independent: one that stops or fails holds up no other.

    ``hearings`` are the sets, each listening, by name.

    TypeError when two sets have one name or one table, or when a table refers to a projection.
    """

    def __init__(
        self,
        database: Database,
        transport: Transport,
        service: str,
        sets: Sequence[ProjectionSet],
        react: React,
        *,
        batch: int = BATCH,
    ) -> None:
        _refuse_shared_tables(database, sets)
        self._database = database
        self._transport = transport
        self.hearings = {each.name: Hearing(database, transport, service, each, react, batch) for each in sets}

    async def step(self) -> bool:
        """Hear one batch of each partition of each set; whether anything moved."""
        moved = [await hearing.step() for hearing in self.hearings.values()]
        return any(moved)

    async def run(self, stop: asyncio.Event) -> None:
        """Hear until told to stop, be it nothing."""
        async with asyncio.TaskGroup() as tasks:
            for hearing in self.hearings.values():
                tasks.create_task(hearing.run(stop))
            await stop.wait()
        for hearing in self.hearings.values():
            await hearing.close()

    async def measure(self) -> None:
        """Set the gauges of lag, of parked keys and of stopped partitions."""
        for hearing in self.hearings.values():
            await hearing.measure()

    @property
    def stops(self) -> Mapping[tuple[str, Partition], Stop]:
        """The partitions that wait for an operator, by set: a reason not to be ready."""
        return {
            (name, partition): stop
            for name, hearing in self.hearings.items()
            for partition, stop in hearing.stops.items()
        }

    async def parked(self, projection_set: str, limit: int = 1000) -> list[ParkedEvent]:
        """What is parked in a set, in the order of the log."""
        async with self._database.read() as read:
            return await self.hearings[projection_set].parked.all(read, limit)

    async def retry(self, projection_set: str, topic: str, key: str) -> Drained:
        """Apply the parked events of a key in their order, until one cannot be applied again."""
        async with self._database.write() as uow:
            return await repairs.drain(uow, self.hearings[projection_set], topic, key)

    async def skip(self, projection_set: str, topic: str, key: str, reason: str, by: str) -> ParkedEvent | None:
        """Give up the first parked event of a key; None when nothing of the key is parked."""
        hearing = self.hearings[projection_set]
        async with self._database.write() as uow:
            found = await repairs.first_parked(uow, hearing, topic, key)
            if found is None:
                return None
            logged, event = found
            await repairs.give_up(uow, hearing, logged, reason, by)
            return event

    async def resume(self, projection_set: str, partition: Partition, reason: str, by: str) -> bool:
        """Go on in spite of an unknown epoch or a gap, which has been looked into; False when none stops here."""
        hearing = self.hearings[projection_set]
        where = await standing_at(self._database, self._transport, hearing.set, partition)
        if where.stop is None or where.next is None or where.stop.reason not in PASSABLE:
            return False
        async with self._database.write() as uow:
            await decide(uow, "resumed", projection_set, where.next, reason, by)
        return True


def _refuse_shared_tables(database: Database, sets: Sequence[ProjectionSet]) -> None:
    names, tables = [each.name for each in sets], [table.name for each in sets for table in each.tables]
    for claimed in (names, tables):
        if len(set(claimed)) < len(claimed):
            raise TypeError("two projection sets claim the same name or table")
    for table in database.metadata.tables.values():
        for key in table.foreign_keys:
            if key.target_fullname.rpartition(".")[0] in tables:
                raise TypeError(f"{table.name} refers to a projection, which is replaced when it is rebuilt")
