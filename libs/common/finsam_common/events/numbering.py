"""Positions: the committed events of a service, numbered without gaps and laid to their partitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Executable,
    MetaData,
    RowMapping,
    Table,
    bindparam,
    exists,
    func,
    literal,
    select,
    update,
)

from finsam_common.db.units import Read, Write
from finsam_common.events.envelope import PUBLISHED
from finsam_common.transports import partition_of, partitions_of
from finsam_contracts import Topic

_THE_COUNTER: Final = 1


async def prepare(uow: Write, topics: Sequence[Topic]) -> None:
    """Have the counter, whose epoch is drawn when it is made, and a pointer for each partition."""
    counter, pointers = uow.metadata.tables["relay_counter"], uow.metadata.tables["relay_pointers"]
    await uow.insert(counter, [{"id": _THE_COUNTER, "epoch": uuid4(), "position": 0}], ignore=True)
    rows = [{"topic": topic, "partition": number, "position": 0} for topic, number in partitions_of(topics)]
    await uow.insert(pointers, rows, ignore=True)


Numbered = Sequence[RowMapping]
"""Events that have been numbered, ascending: what is published of each, its topic and partition, the epoch."""


async def number(uow: Write, topics: Mapping[str, Topic], limit: int, *, after: int | None = None) -> Numbered | None:
    """Number the committed events that have no position yet, in the order of ``seq``.

    Within a key, ``seq`` follows the commits, because the key's aggregate is locked while its row is inserted.

    ``after`` is where the counter is believed to be. When it is elsewhere nothing is numbered, and None is the answer;
    when it is there, that is done in one statement where the database can. Without it, the answer says no more of an
    event than its partition.
    """
    if after is not None and uow.dialect.name == "postgresql":
        return await _number_at_once(uow, after, limit)
    return await _number_locked(uow, topics, limit, after)


async def _number_at_once(uow: Write, after: int, limit: int) -> Numbered | None:
    """The counter is moved first, and nothing is numbered unless it was at ``after``.

    Another relay that has moved it since this statement began is waited for and seen, for PostgreSQL looks at a row
    anew that it waited for: what had no number when the statement began has none now.
    """
    rows = await uow.all(_at_once(uow.metadata), {"after": after, "few": limit})
    if any(row["seq"] is None and (row["counted"] != after or row["waits"]) for row in rows):
        return None
    return sorted((row for row in rows if row["seq"] is not None), key=lambda row: row["position"])


@lru_cache(maxsize=64)
def _at_once(metadata: MetaData) -> Executable:
    """The events numbered, or a row without one: where the counter was, and whether any event waits."""
    outbox, counter = metadata.tables["outbox"], metadata.tables["relay_counter"]
    after = bindparam("after", type_=BigInteger)
    ordinal = func.row_number().over(order_by=outbox.c.seq).label("ordinal")
    without = select(outbox.c.seq, outbox.c.partition, ordinal).where(outbox.c.position.is_(None))
    waiting = without.order_by(outbox.c.seq).limit(bindparam("few")).cte("waiting")
    elsewhere = exists().where(waiting.c.partition.is_(None))  # for the relay to lay, which takes more than a statement
    moved = (
        update(counter)
        .where(counter.c.position == after, exists().where(waiting.c.seq.is_not(None)), ~elsewhere)
        .values(position=counter.c.position + select(func.count()).select_from(waiting).scalar_subquery())
        .returning(counter.c.epoch)
        .cte("moved")
    )
    numbered = (
        update(outbox)
        .where(outbox.c.seq == waiting.c.seq, exists().where(moved.c.epoch.is_not(None)))
        .values(position=after + waiting.c.ordinal)
        .returning(*_told(outbox), select(moved.c.epoch).scalar_subquery().label("epoch"))
        .cte("numbered")
    )
    here = select(counter.c.position.label("counted"), exists().where(waiting.c.seq.is_not(None)).label("waits"))
    there = here.subquery("there")
    return select(there, numbered).select_from(there.outerjoin(numbered, literal(True)))


async def _number_locked(uow: Write, topics: Mapping[str, Topic], limit: int, after: int | None) -> Numbered | None:
    """The counter is locked before the rows are read: another relay waits for it, and then finds them numbered."""
    outbox, counter = uow.metadata.tables["outbox"], uow.metadata.tables["relay_counter"]
    (count,) = await uow.all(select(counter.c.position, counter.c.epoch).with_for_update())
    last = int(count["position"])
    if after not in (None, last):
        return None
    ordinal = func.row_number().over(order_by=outbox.c.seq).label("ordinal")
    waiting = select(outbox.c.seq, ordinal).where(outbox.c.position.is_(None)).order_by(outbox.c.seq).limit(limit)
    each = waiting.subquery()
    numbered = (
        update(outbox).where(outbox.c.seq == each.c.seq).values(position=literal(last, BigInteger) + each.c.ordinal)
    )
    told = _told(outbox) if after is not None else [outbox.c[name] for name in ("seq", "topic", "key", "partition")]
    rows = [{**row, "epoch": count["epoch"]} for row in await uow.all(numbered.returning(*told))]
    if rows:
        await uow.execute(update(counter).values(position=last + len(rows)))
    await _lay(uow, topics, [row for row in rows if row["partition"] is None])
    return cast(Numbered, sorted(rows, key=lambda row: row["seq"]))


async def _lay(uow: Write, topics: Mapping[str, Topic], without: Sequence[dict[str, Any]]) -> None:
    """Say the partition of events that were emitted by a version that did not say it."""
    for row in without:
        row["partition"] = partition_of(row["key"], topics[row["topic"]].partitions)
    await uow.amend(
        uow.metadata.tables["outbox"], [{name: row[name] for name in ("seq", "partition")} for row in without]
    )


def _told(outbox: Table) -> list[ColumnElement[Any]]:
    return [outbox.c[name] for name in ("seq", "topic", "partition", *PUBLISHED)]


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
