"""Where things stand, as the databases and the log say it: the same from whichever process one asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, func, select

from finsam_common.db.database import Database
from finsam_common.db.units import Read
from finsam_common.events.decided import words
from finsam_common.events.inbox import Cursor, Inbox
from finsam_common.events.projections import ProjectionSet
from finsam_common.events.reading import Break, Stop, read_batch
from finsam_common.transports import (
    Logged,
    Partition,
    Transport,
    TransportUnavailable,
    UnknownPartition,
    partitions_of,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a set stands in a partition. ``end`` is the log's, None when it does not answer.

    ``next`` is the record that is read next; ``stop`` says why it is not.
    """

    partition: Partition
    cursor: Cursor
    end: int | None = None
    next: Logged | None = None
    stop: Stop | None = None

    @property
    def lag(self) -> int | None:
        """Records that have not been heard."""
        return None if self.end is None else max(self.end - self.cursor.offset, 0)


async def standing_of(database: Database, transport: Transport, projection_set: ProjectionSet) -> list[Standing]:
    """Where a set stands in each of its partitions."""
    partitions = partitions_of(projection_set.topics)
    return [await standing_at(database, transport, projection_set, partition) for partition in partitions]


async def standing_at(
    database: Database, transport: Transport, projection_set: ProjectionSet, partition: Partition
) -> Standing:
    """Where a set stands in one partition."""
    async with database.read() as read:
        cursors: Mapping[Partition, Cursor] = await Inbox(projection_set.name).all(read)
    cursor = cursors.get(partition, Cursor(projection_set.version))
    try:
        end = await transport.end_offset(*partition)
        records = await transport.fetch(*partition, cursor.offset, 1) if end > cursor.offset else []
    except (TransportUnavailable, UnknownPartition):
        return Standing(partition, cursor)
    if cursor.version > projection_set.version:
        return Standing(partition, cursor, end, stop=Stop(cursor.offset, Break.NEWER_SET))
    if end < cursor.offset:
        return Standing(partition, cursor, end, stop=Stop(cursor.offset, Break.LOG_ENDS_BEFORE))
    if not records:
        return Standing(partition, cursor, end)
    (following,) = records
    async with database.read() as read:
        said = await words(read, projection_set.name, partition, following.offset, following.offset)
    return Standing(partition, cursor, end, following, read_batch(records, cursor, projection_set, said.decided).stop)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A partition that a service publishes to: ``waiting`` numbered events lie behind its pointer's position."""

    partition: Partition
    position: int
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class RelayStanding:
    """How far a service's events have left. ``unnumbered`` are those that have no position yet; times in UTC.

    ``epoch`` is None until a relay has begun its work for the first time.
    """

    epoch: UUID | None
    position: int
    unnumbered: int
    oldest: datetime | None
    pointers: list[Outgoing]

    @property
    def waiting(self) -> int:
        """Events that are not in the log."""
        return self.unnumbered + sum(each.waiting for each in self.pointers)


async def relay_standing(read: Read) -> RelayStanding:
    """How far the relay is, by the outbox and its pointers."""
    tables = read.metadata.tables
    outbox, counter = tables["outbox"], tables["relay_counter"]
    count = await read.one_or_none(select(counter.c.epoch, counter.c.position))
    unnumbered = select(func.count().label("events"), func.min(outbox.c.recorded_at).label("oldest"))
    (waiting,) = await read.all(unnumbered.where(outbox.c.position.is_(None)))
    pointers = await _pointers(read, outbox, tables["relay_pointers"])
    oldest = [moment for moment in (waiting["oldest"], *(each.oldest for each in pointers)) if moment is not None]
    return RelayStanding(
        None if count is None else count["epoch"],
        0 if count is None else count["position"],
        waiting["events"],
        min(oldest, default=None),
        pointers,
    )


async def _pointers(read: Read, outbox: Table, pointers: Table) -> list[Outgoing]:
    behind = (
        (outbox.c.topic == pointers.c.topic)
        & (outbox.c.partition == pointers.c.partition)
        & (outbox.c.position > pointers.c.position)
    )
    statement = (
        select(pointers, func.count(outbox.c.seq).label("waiting"), func.min(outbox.c.recorded_at).label("oldest"))
        .select_from(pointers.outerjoin(outbox, behind))
        .group_by(*pointers.c)
        .order_by(pointers.c.topic, pointers.c.partition)
    )
    return [
        Outgoing(Partition(row["topic"], row["partition"]), row["position"], row["waiting"], row["oldest"])
        for row in await read.all(statement)
    ]
