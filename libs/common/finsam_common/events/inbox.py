"""The inbox: how far a projection set has heard each partition, in a row that is locked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    MetaData,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)

from finsam_common.db.units import Read, Write
from finsam_common.transports import Partition


class MovedError(Exception):
    """The inbox row is not as it was read: what was fetched here has been applied elsewhere, or to other tables."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a set stands in a partition: ``offset`` is read next, ``position`` was heard last within ``epoch``.

    ``known_at`` is the running maximum of append times (UTC). Reactions run from offset ``reacts_from`` on.
    """

    version: int
    offset: int = 0
    epoch: UUID | None = None
    position: int = 0
    known_at: datetime | None = None
    reacts_from: int = 0


class Inbox:
    """The inbox rows under one name: a set's own, or those of the shadow that it is rebuilt into."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def open(self, uow: Write, partitions: Sequence[Partition], beginning: Cursor) -> None:
        """Have a row for each partition; where there was none, at this beginning."""
        values = _values(beginning)
        rows = [{"projection_set": self.name, "topic": p.topic, "partition": p.number, **values} for p in partitions]
        await uow.insert(_table(uow), rows, ignore=True)

    async def all(self, read: Read) -> dict[Partition, Cursor]:
        """The cursor of every partition, in the partitions' order."""
        inbox = _table(read)
        rows = await read.all(select(inbox).where(inbox.c.projection_set == self.name))
        return dict(sorted((Partition(row["topic"], row["partition"]), _cursor(row)) for row in rows))

    async def lock(self, uow: Write, partition: Partition) -> Cursor:
        """The cursor of a partition, for this transaction alone. MovedError when its row was replaced meanwhile."""
        row = await uow.one_or_none(_locking(uow.metadata, uow.dialect.name), self._named(partition))
        if row is None:
            raise MovedError
        return _cursor(row)

    async def save(self, uow: Write, partition: Partition, cursor: Cursor) -> None:
        """Write a cursor down, in the transaction of its effect."""
        await uow.execute(_saving(uow.metadata), self._named(partition) | _values(cursor))

    async def clear(self, uow: Write) -> None:
        """Have no rows."""
        inbox = _table(uow)
        await uow.execute(delete(inbox).where(inbox.c.projection_set == self.name))

    async def take_over(self, uow: Write, other: Inbox) -> None:
        """Give the rows to another inbox, to react to what comes from now on."""
        inbox = _table(uow)
        mine = update(inbox).where(inbox.c.projection_set == self.name)
        await uow.execute(mine.values(projection_set=other.name, reacts_from=inbox.c.offset))

    def _named(self, partition: Partition) -> dict[str, Any]:
        return {"of_set": self.name, "of_topic": partition.topic, "of_partition": partition.number}


def _table(read: Read) -> Table:
    return read.metadata.tables["inbox"]


def _here(inbox: Table) -> ColumnElement[bool]:
    return (
        (inbox.c.projection_set == bindparam("of_set"))
        & (inbox.c.topic == bindparam("of_topic"))
        & (inbox.c.partition == bindparam("of_partition"))
    )


@lru_cache(maxsize=64)
def _locking(metadata: MetaData, dialect_name: str) -> Select[Any]:
    """The row, locked. What follows in the transaction finds rows by their keys, as few of many.

    PostgreSQL is told so: while a table fills, it believes it to be small, and would read all of it for each batch.
    """
    inbox = metadata.tables["inbox"]
    locked = select(inbox).where(_here(inbox)).with_for_update()
    if dialect_name != "postgresql":
        return locked
    return locked.add_columns(func.set_config("enable_seqscan", "off", literal_column("true")))


@lru_cache(maxsize=64)
def _saving(metadata: MetaData) -> Update:
    inbox = metadata.tables["inbox"]
    return update(inbox).where(_here(inbox)).values({name: bindparam(name) for name in Cursor.__slots__})


def _cursor(row: Any) -> Cursor:
    return Cursor(**{name: row[name] for name in Cursor.__slots__})


def _values(cursor: Cursor) -> dict[str, Any]:
    return {name: getattr(cursor, name) for name in Cursor.__slots__}
