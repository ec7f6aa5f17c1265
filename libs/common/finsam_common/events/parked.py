"""Parked events: one that cannot be applied waits with all later ones of its key, until an operator has decided."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, delete, func, insert, select, update

from finsam_common.db.units import Read, Write
from finsam_common.events.reading import Arrival, Reason, Trouble
from finsam_common.transports import Logged, Partition
from finsam_common.transports.headers import headers_of_text, headers_to_text


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """A parked event as an operator sees it; what it says of anybody is not shown. Times in UTC."""

    projection_set: str
    topic: str
    partition: int
    offset: int
    key: str
    event_id: str | None
    type: str | None
    reason: Reason
    error: str | None
    known_at: datetime
    parked_at: datetime


class Parked:
    """The parked events under one name: a set's own, or those of the shadow that it is rebuilt into."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def park(self, uow: Write, troubled: Sequence[tuple[Arrival, Trouble]]) -> None:
        """Keep events whole, with what is wrong with them."""
        if troubled:
            rows = [self._row(arrival, trouble, uow.now) for arrival, trouble in troubled]
            await uow.connection.execute(insert(_table(uow)), rows)

    async def waiting(self, uow: Write, partition: Partition, among: Set[str]) -> set[str]:
        """Which of these keys have parked events; once a retry of theirs that is under way has ended."""
        parked = _table(uow)
        here = self._named(parked) & (parked.c.topic == partition.topic) & (parked.c.partition == partition.number)
        found = set(among) & {row["key"] for row in await uow.all(select(parked.c.key).where(here).distinct())}
        if found:
            locked = select(parked.c.key).where(here, parked.c.key.in_(sorted(found))).with_for_update()
            found = {row["key"] for row in await uow.all(locked)}
        return found

    async def of_key(self, uow: Write, topic: str, key: str) -> list[tuple[Logged, bool]]:
        """The parked records of a key in their order, each with whether it reacts; the key is locked.

        Records that were parked while the lock was waited for are seen only by a later statement.
        """
        parked = _table(uow)
        of_key = self._named(parked) & (parked.c.topic == topic) & (parked.c.key == key)
        await uow.all(select(parked.c.offset).where(of_key).with_for_update())
        rows = await uow.all(select(parked).where(of_key).order_by(parked.c.partition, parked.c.offset))
        return [(_logged(row), row["reacts"]) for row in rows]

    async def release(self, uow: Write, logged: Logged) -> None:
        """Park a record no more."""
        parked = _table(uow)
        await uow.execute(delete(parked).where(self._at(parked, logged.partition, logged.topic, logged.offset)))

    async def explain(self, uow: Write, logged: Logged, trouble: Trouble) -> None:
        """Note what is wrong with a parked record now."""
        parked = _table(uow)
        here = self._at(parked, logged.partition, logged.topic, logged.offset)
        await uow.execute(update(parked).where(here).values(reason=trouble.reason, error=trouble.error))

    async def all(self, read: Read, limit: int = 1000) -> list[ParkedEvent]:
        """What is parked, in the order of the log."""
        parked = _table(read)
        columns = [parked.c[name] for name in ParkedEvent.__slots__]
        rows = await read.all(
            select(*columns)
            .where(self._named(parked))
            .order_by(parked.c.topic, parked.c.partition, parked.c.offset)
            .limit(limit)
        )
        return [ParkedEvent(**{**row, "reason": Reason(row["reason"])}) for row in rows]

    async def one(self, read: Read, logged: Logged) -> ParkedEvent:
        """A parked record as an operator sees it."""
        parked = _table(read)
        columns = [parked.c[name] for name in ParkedEvent.__slots__]
        (row,) = await read.all(select(*columns).where(self._at(parked, logged.partition, logged.topic, logged.offset)))
        return ParkedEvent(**{**row, "reason": Reason(row["reason"])})

    async def keys(self, read: Read) -> int:
        """How many keys wait."""
        parked = _table(read)
        keys = select(parked.c.topic, parked.c.key).where(self._named(parked)).distinct().subquery()
        return int(await read.scalar(select(func.count()).select_from(keys)))

    async def clear(self, uow: Write) -> None:
        """Have none."""
        parked = _table(uow)
        await uow.execute(delete(parked).where(self._named(parked)))

    async def any_reacts(self, read: Read) -> bool:
        """Whether an event is parked that was heard live."""
        parked = _table(read)
        live = select(parked.c.offset).where(self._named(parked), parked.c.reacts)
        return bool(await read.all(live.limit(1)))

    async def take_over(self, uow: Write, other: Parked) -> None:
        """Give what is parked here to another set of parked events."""
        parked = _table(uow)
        await uow.execute(update(parked).where(self._named(parked)).values(projection_set=other.name))

    def _named(self, parked: Table) -> ColumnElement[bool]:
        return parked.c.projection_set == self.name

    def _at(self, parked: Table, partition: int, topic: str, offset: int) -> ColumnElement[bool]:
        return (
            self._named(parked)
            & (parked.c.topic == topic)
            & (parked.c.partition == partition)
            & (parked.c.offset == offset)
        )

    def _row(self, arrival: Arrival, trouble: Trouble, now: datetime) -> dict[str, Any]:
        logged, context = arrival.logged, arrival.context
        return {
            "projection_set": self.name,
            "topic": logged.topic,
            "partition": logged.partition,
            "offset": logged.offset,
            "key": logged.key,
            "event_id": None if context is None else str(context.id),
            "type": None if context is None else context.type,
            "reason": trouble.reason,
            "error": trouble.error,
            "headers": headers_to_text(logged.headers),
            "value": logged.value,
            "known_at": arrival.known_at,
            "reacts": arrival.reacts,
            "parked_at": now,
        }


def _table(read: Read) -> Table:
    return read.metadata.tables["parked"]


def _logged(row: RowMapping) -> Logged:
    """The record again; its append time is its known time, which is all that is kept of it."""
    return Logged(
        row["key"],
        row["value"],
        headers_of_text(row["headers"]),
        topic=row["topic"],
        partition=row["partition"],
        offset=row["offset"],
        appended_at=row["known_at"],
    )
