"""Positions: the committed events of a service, numbered without gaps and laid to their partitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, func, literal, select, update

from finsam_common.db.units import Read, Write
from finsam_common.transports import partition_of, partitions_of
from finsam_contracts import Topic

_THE_COUNTER: Final = 1


async def prepare(uow: Write, topics: Sequence[Topic]) -> None:
    """Have the counter, whose epoch is drawn when it is made, and a pointer for each partition."""
    counter, pointers = uow.metadata.tables["relay_counter"], uow.metadata.tables["relay_pointers"]
    await uow.insert(counter, [{"id": _THE_COUNTER, "epoch": uuid4(), "position": 0}], ignore=True)
    rows = [{"topic": topic, "partition": number, "position": 0} for topic, number in partitions_of(topics)]
    await uow.insert(pointers, rows, ignore=True)


async def number(uow: Write, topics: Mapping[str, Topic], limit: int) -> int:
    """Number the committed events that have no position yet, in the order of ``seq``; how many it was.

    Within a key, ``seq`` follows the commits, because the key's aggregate is locked while its row is inserted. The
    counter is locked before the rows are read: another relay at the same work waits here and then finds them numbered.
    """
    outbox, counter = uow.metadata.tables["outbox"], uow.metadata.tables["relay_counter"]
    last = int(await uow.scalar(select(counter.c.position).with_for_update()))
    ordinal = func.row_number().over(order_by=outbox.c.seq).label("ordinal")
    waiting = select(outbox.c.seq, ordinal).where(outbox.c.position.is_(None)).order_by(outbox.c.seq).limit(limit)
    each = waiting.subquery()
    numbered = (
        update(outbox).where(outbox.c.seq == each.c.seq).values(position=literal(last, BigInteger) + each.c.ordinal)
    )
    rows = await uow.all(numbered.returning(outbox.c.partition))
    await uow.execute(update(counter).values(position=last + len(rows)))
    if any(row["partition"] is None for row in rows):
        await _lay(uow, topics, last)
    return len(rows)


async def _lay(uow: Write, topics: Mapping[str, Topic], after: int) -> None:
    """Say the partition of events numbered after a position that were emitted by a version that did not say it."""
    outbox = uow.metadata.tables["outbox"]
    without = select(outbox.c.seq, outbox.c.topic, outbox.c.key).where(outbox.c.position > after)
    rows = [
        {"seq": row["seq"], "partition": partition_of(row["key"], topics[row["topic"]].partitions)}
        for row in await uow.all(without.where(outbox.c.partition.is_(None)))
    ]
    await uow.amend(outbox, rows)


async def epoch(read: Read) -> UUID:
    """The epoch in which the service's events are numbered now."""
    return UUID(str(await read.scalar(select(read.metadata.tables["relay_counter"].c.epoch))))


async def draw_epoch(uow: Write) -> UUID:
    """Begin a new epoch: to be done when a database was restored, for the same numbers will be given again.

    Consumers stop at the first event of an epoch that they do not know, until an operator has looked into it.
    """
    drawn = uuid4()
    await uow.execute(update(uow.metadata.tables["relay_counter"]).values(epoch=drawn))
    return drawn
