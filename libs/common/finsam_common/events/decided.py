"""What operators decided about single events: kept, obeyed by replays too, and shown as evidence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    MetaData,
    RowMapping,
    Select,
    Table,
    bindparam,
    cast,
    exists,
    literal_column,
    null,
    select,
    union_all,
)

from finsam_common.db.units import Read, Write
from finsam_common.events.envelope import MalformedError, context_of
from finsam_common.events.reading import Decided
from finsam_common.transports import Logged, Partition

Decision = Literal["skipped", "resumed"]


async def decide(uow: Write, decision: Decision, projection_set: str, logged: Logged, reason: str, by: str) -> None:
    """Record that an event is never applied (``skipped``), or that hearing goes on in spite of a break before it."""
    row = {
        "projection_set": projection_set,
        "topic": logged.topic,
        "partition": logged.partition,
        "offset": logged.offset,
        **_identity(logged),
        "known_at": logged.appended_at,
        "reason": reason,
        "decided_by": by,
        "decided_at": uow.now,
    }
    await uow.insert(uow.metadata.tables[decision], [row], ignore=True)


@dataclass(frozen=True, slots=True)
class Words:
    """What is to be known before a batch is heard: what operators said, and whether anything is parked there."""

    paused: bool
    decided: Decided
    parked: bool


async def words(
    read: Read, projection_set: str, partition: Partition, first: int, last: int, *, parked_as: str | None = None
) -> Words:
    """The words about a set and the offsets of a partition from ``first`` to ``last``, in one statement.

    ``parked_as`` is the name that what is parked stands under, when it is not the set's own.
    """
    asked = {"set": projection_set, "parked_as": parked_as or projection_set, **partition._asdict()}
    rows = await read.all(_words(read.metadata), asked | {"first": first, "last": last})
    said = defaultdict(set)
    for row in rows:
        said[row["what"]].add(row["offset"])
    return Words("pauses" in said, Decided(said["skipped"], said["resumed"]), "parked" in said)


@lru_cache(maxsize=64)
def _words(metadata: MetaData) -> CompoundSelect[Any]:
    """A row for each word: what kind of word it is, and the offset that it is about."""
    pauses, parked = metadata.tables["pauses"], metadata.tables["parked"]
    nowhere = cast(null(), BigInteger).label("offset")
    paused = exists().where(pauses.c.projection_set == bindparam("set"))
    any_parked = exists().where(parked.c.projection_set == bindparam("parked_as"), *_in_partition(parked))
    return union_all(
        select(literal_column("'pauses'").label("what"), nowhere).where(paused),
        select(literal_column("'parked'").label("what"), nowhere).where(any_parked),
        *(_decisions(metadata.tables[name]) for name in get_args(Decision)),
    )


def _decisions(table: Table) -> Select[Any]:
    of_set = table.c.projection_set == bindparam("set")
    within = table.c.offset.between(bindparam("first"), bindparam("last"))
    return select(literal_column(f"'{table.name}'").label("what"), table.c.offset).where(
        of_set, *_in_partition(table), within
    )


def _in_partition(table: Table) -> tuple[ColumnElement[bool], ...]:
    return (table.c.topic == bindparam("topic"), table.c.partition == bindparam("number"))


async def all_decided(read: Read, decision: Decision, projection_set: str) -> list[RowMapping]:
    """Everything that was decided about a set, in the order of the log."""
    table = read.metadata.tables[decision]
    of_set = select(table).where(table.c.projection_set == projection_set)
    return list(await read.all(of_set.order_by(table.c.topic, table.c.partition, table.c.offset)))


def _identity(logged: Logged) -> dict[str, Any]:
    try:
        context = context_of(logged)
    except MalformedError:
        return {"event_id": None, "type": None}
    return {"event_id": str(context.id), "type": context.type}
