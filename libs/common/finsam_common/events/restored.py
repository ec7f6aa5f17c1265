"""A restored database: it would give numbers again that the log has already, and must not until its epoch is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final
from uuid import UUID

from sqlalchemy import select, update

from finsam_common.db.database import Database
from finsam_common.db.units import Write
from finsam_common.events.envelope import MalformedError, context_of
from finsam_common.events.projections import Context
from finsam_common.transports import Partition, Transport, partitions_of
from finsam_contracts import Topic

Ends = Mapping[Partition, Context]
"""The envelope of the last event of each partition that has one."""

LOOK_BACK: Final = 10


async def ends_of(transport: Transport, topics: Sequence[Topic]) -> Ends:
    """The last event in each partition of a service's own topics."""
    found = {partition: await _last(transport, partition) for partition in partitions_of(topics)}
    return {partition: last for partition, last in found.items() if last is not None}


async def _last(transport: Transport, partition: Partition) -> Context | None:
    """The last record that is an event; what else somebody put there is passed over."""
    end = await transport.end_offset(*partition)
    while end > 0:
        begin = max(end - LOOK_BACK, 0)
        for logged in reversed(await transport.fetch(*partition, begin, end - begin)):
            with suppress(MalformedError):
                return context_of(logged)
        end = begin
    return None


async def log_is_ahead(database: Database, transport: Transport, topics: Sequence[Topic]) -> bool:
    """Whether the log has numbers of the database's epoch that the database has not given: it was restored.

    The log is asked first: what another relay publishes meanwhile was counted before.
    """
    ends = await ends_of(transport, topics)
    counter = database.metadata.tables["relay_counter"]
    async with database.read() as read:
        count = await read.one_or_none(select(counter.c.epoch, counter.c.position))
    return count is not None and any(
        last.epoch == count["epoch"] and last.position > count["position"] for last in ends.values()
    )


async def pass_what_the_log_has(uow: Write, ends: Ends, epoch: UUID, position: int) -> None:
    """Move the pointers past the numbered events that the log has from before the restore, so that none comes twice.

    ``epoch`` and ``position`` are the counter's as it was restored.
    """
    pointers = uow.metadata.tables["relay_pointers"]
    for partition, last in ends.items():
        if last.epoch == epoch:
            reached = min(last.position, position)
            here = (pointers.c.topic == partition.topic) & (pointers.c.partition == partition.number)
            await uow.execute(update(pointers).where(here, pointers.c.position < reached).values(position=reached))
